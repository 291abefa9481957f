/* Stands in for netsh.exe, which is an empty shell in Wine: keeps a dynamic port range for TCP in a file, within the bounds that Microsoft's
   documents give, and tells it in the words of its page on port exhaustion. A third number in the file makes it deaf: it says that it has done
   what it was told and does nothing. */
#include <stdio.h>
#include <string.h>

#define STORE "C:\\windows\\netsh-store.txt"

static unsigned first = 49152, count = 16384, deaf = 0;

static int has(int argc, char **argv, int at, const char *word)
{
    return at < argc && !strcmp(argv[at], word);
}

int main(int argc, char **argv)
{
    FILE *store = fopen(STORE, "r");
    unsigned start = 0, number = 0;
    if (store) {
        int told = fscanf(store, "%u %u %u", &first, &count, &deaf);
        fclose(store);
        if (told < 2)
            return 1;
    }
    if (!has(argc, argv, 1, "interface") || !has(argc, argv, 4, "dynamicport") || !has(argc, argv, 5, "tcp"))
        return 1;
    if (has(argc, argv, 3, "show")) {
        printf("\nProtocol tcp Dynamic Port Range\n---------------------------------\n"
               "Start Port      : %u\nNumber of Ports : %u\n\n", first, count);
        return 0;
    }
    if (!has(argc, argv, 2, "ipv4") || !has(argc, argv, 3, "set") || argc != 8 ||
        sscanf(argv[6], "start=%u", &start) != 1 || sscanf(argv[7], "num=%u", &number) != 1 ||
        start < 1025 || number < 255 || start + number > 65536) {
        puts("The parameter is incorrect.\n");
        return 1;
    }
    if (!deaf) {
        store = fopen(STORE, "w");
        if (!store || fprintf(store, "%u %u\n", start, number) < 0 || fclose(store))
            return 1;
    }
    puts("Ok.\n");
    return 0;
}
