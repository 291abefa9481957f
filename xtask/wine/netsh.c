/* Stands in for netsh.exe, which is an empty shell in Wine: keeps the dynamic port ranges of TCP in a file, one of each family, within the
   bounds that Microsoft's documents give, and tells them in the words of its page on port exhaustion. A line "deaf" in the file makes it say
   that it has done what it was told, and do nothing. */
#include <stdio.h>
#include <string.h>

#define STORE "C:\\windows\\netsh-store.txt"

static const char *const families[] = {"ipv4", "ipv6"};
static unsigned first[] = {49152, 49152}, count[] = {16384, 16384}, deaf = 0;

static void load(void)
{
    FILE *store = fopen(STORE, "r");
    char word[16];
    while (store && fscanf(store, "%15s", word) == 1) {
        for (int at = 0; at < 2; at++)
            if (!strcmp(word, families[at]) && fscanf(store, "%u %u", &first[at], &count[at]) != 2)
                break;
        deaf |= !strcmp(word, "deaf");
    }
    if (store)
        fclose(store);
}

static int save(void)
{
    FILE *store = fopen(STORE, "wb");
    int told = store ? 0 : -1;
    for (int at = 0; at < 2 && told >= 0; at++)
        told = fprintf(store, "%s %u %u\n", families[at], first[at], count[at]);
    return !store || fclose(store) || told < 0;
}

static int refuse(void)
{
    puts("The parameter is incorrect.\n");
    return 1;
}

int main(int argc, char **argv)
{
    unsigned start = 0, number = 0;
    int at = argc > 2 && !strcmp(argv[2], families[1]);
    load();
    if (argc < 6 || strcmp(argv[1], "interface") || strcmp(argv[2], families[at]) || strcmp(argv[4], "dynamicport") ||
        strcmp(argv[5], "tcp"))
        return refuse();
    if (!strcmp(argv[3], "show") && argc == 6) {
        printf("\nProtocol tcp Dynamic Port Range\n---------------------------------\n"
               "Start Port      : %u\nNumber of Ports : %u\n\n", first[at], count[at]);
        return 0;
    }
    if (strcmp(argv[3], "set") || argc != 8 || sscanf(argv[6], "start=%u", &start) != 1 ||
        sscanf(argv[7], "num=%u", &number) != 1 || start < 1025 || number < 255 || start + number > 65536)
        return refuse();
    first[at] = deaf ? first[at] : start;
    count[at] = deaf ? count[at] : number;
    if (!deaf && save())
        return 1;
    puts("Ok.\n");
    return 0;
}
