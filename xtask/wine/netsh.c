/* Stands in for netsh.exe, which is an empty shell in Wine: keeps the dynamic port ranges of TCP in a file, one of each family, within the
   bounds that Microsoft's documents give, and tells them in the words of its page on port exhaustion; and the excluded ports, with a star
   where an administrator made them. It excludes no port that a socket holds, which it asks by binding it, and none twice; it takes back
   whole exclusions alone, and those of an administrator. A line "deaf" in the file makes it say that it has done what it was told, and do
   nothing. A line "clings" makes it take back no exclusion of a port that a socket holds: whether that of Windows does is not documented. */
#include <stdio.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#define STORE "C:\\windows\\netsh-store.txt"
#define MOST 256

static const char *const families[] = {"ipv4", "ipv6"};
static unsigned first[] = {49152, 49152}, count[] = {16384, 16384}, deaf = 0, clings = 0;
static struct { unsigned first, last; char star; } excluded[2][MOST];
static int ranges[2];

static int family(const char *name)
{
    return !strcmp(name, families[1]);
}

static void load(void)
{
    FILE *store = fopen(STORE, "r");
    char word[16];
    while (store && fscanf(store, "%15s", word) == 1) {
        for (int at = 0; at < 2; at++)
            if (!strcmp(word, families[at]) && fscanf(store, "%u %u", &first[at], &count[at]) != 2)
                break;
        if (!strcmp(word, "excluded") && fscanf(store, "%15s", word) == 1) {
            int at = family(word), next = ranges[at];
            if (next < MOST && fscanf(store, "%u %u %c", &excluded[at][next].first, &excluded[at][next].last,
                                      &excluded[at][next].star) == 3)
                ranges[at]++;
        }
        deaf |= !strcmp(word, "deaf");
        clings |= !strcmp(word, "clings");
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
    for (int at = 0; at < 2; at++)
        for (int one = 0; one < ranges[at] && told >= 0; one++)
            told = fprintf(store, "excluded %s %u %u %c\n", families[at], excluded[at][one].first,
                           excluded[at][one].last, excluded[at][one].star);
    if (clings && told >= 0)
        told = fprintf(store, "clings\n");
    return !store || fclose(store) || told < 0;
}

static int refuse(const char *why)
{
    puts(why);
    return 1;
}

static int done(void)
{
    if (!deaf && save())
        return 1;
    puts("Ok.\n");
    return 0;
}

/* Whether a socket holds the port, of which a bind of its own is refused then. */
static int in_use(int at, unsigned port)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    SOCKET one = socket(at ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP);
    DWORD only = 1;
    int refused;
    if (at)
        setsockopt(one, IPPROTO_IPV6, IPV6_V6ONLY, (char *)&only, sizeof only);
    refused = at ? bind(one, (struct sockaddr *)&six, sizeof six) : bind(one, (struct sockaddr *)&four, sizeof four);
    closesocket(one);
    return refused != 0;
}

static int show(int at)
{
    printf("\nProtocol tcp Port Exclusion Ranges\n\nStart Port    End Port      \n----------    --------      \n");
    for (int one = 0; one < ranges[at]; one++)
        printf("%10u  %10u%s\n", excluded[at][one].first, excluded[at][one].last,
               excluded[at][one].star == '*' ? "     *" : "      ");
    printf("\n* - Administered port exclusions.\n\n");
    return 0;
}

static int exclude(int at, unsigned start, unsigned number)
{
    unsigned last = start + number - 1;
    int place = 0;
    for (unsigned port = start; port <= last; port++)
        if (in_use(at, port))
            return refuse("The process cannot access the file because it is being used by another process.\n");
    for (int one = 0; one < ranges[at]; one++) {
        if (start <= excluded[at][one].last && last >= excluded[at][one].first)
            return refuse("The process cannot access the file because it is being used by another process.\n");
        place += excluded[at][one].last < start;
    }
    if (ranges[at] == MOST)
        return refuse("Insufficient system resources exist to complete the requested service.\n");
    memmove(&excluded[at][place + 1], &excluded[at][place], (ranges[at] - place) * sizeof excluded[at][0]);
    excluded[at][place].first = start;
    excluded[at][place].last = last;
    excluded[at][place].star = '*';
    ranges[at]++;
    return done();
}

static int include(int at, unsigned start, unsigned number)
{
    for (unsigned port = start; clings && port < start + number; port++)
        if (in_use(at, port))
            return refuse("The process cannot access the file because it is being used by another process.\n");
    for (int one = 0; one < ranges[at]; one++)
        if (excluded[at][one].first == start && excluded[at][one].last == start + number - 1 &&
            excluded[at][one].star == '*') {
            ranges[at]--;
            memmove(&excluded[at][one], &excluded[at][one + 1], (ranges[at] - one) * sizeof excluded[at][0]);
            return done();
        }
    return refuse("The system cannot find the file specified.\n");
}

static int exclusions(int argc, char **argv, int at)
{
    unsigned start = 0, number = 0;
    if (!strcmp(argv[3], "show") && argc == 6)
        return show(at);
    if (argc != 9 || sscanf(argv[6], "startport=%u", &start) != 1 || sscanf(argv[7], "numberofports=%u", &number) != 1 ||
        strcmp(argv[8], "store=persistent") || start < 1 || number < 1 || start + number > 65536)
        return refuse("The parameter is incorrect.\n");
    if (!strcmp(argv[3], "add"))
        return exclude(at, start, number);
    if (!strcmp(argv[3], "delete"))
        return include(at, start, number);
    return refuse("The parameter is incorrect.\n");
}

int main(int argc, char **argv)
{
    unsigned start = 0, number = 0;
    int at = argc > 2 && family(argv[2]);
    WSADATA data;
    load();
    if (argc < 6 || strcmp(argv[1], "interface") || strcmp(argv[2], families[at]) || WSAStartup(MAKEWORD(2, 2), &data))
        return refuse("The parameter is incorrect.\n");
    if (!strcmp(argv[4], "excludedportrange") && !strcmp(argv[5], "protocol=tcp"))
        return exclusions(argc, argv, at);
    if (strcmp(argv[4], "dynamicport") || strcmp(argv[5], "tcp"))
        return refuse("The parameter is incorrect.\n");
    if (!strcmp(argv[3], "show") && argc == 6) {
        printf("\nProtocol tcp Dynamic Port Range\n---------------------------------\n"
               "Start Port      : %u\nNumber of Ports : %u\n\n", first[at], count[at]);
        return 0;
    }
    if (strcmp(argv[3], "set") || argc != 8 || sscanf(argv[6], "start=%u", &start) != 1 ||
        sscanf(argv[7], "num=%u", &number) != 1 || start < 1025 || number < 255 || start + number > 65536)
        return refuse("The parameter is incorrect.\n");
    first[at] = deaf ? first[at] : start;
    count[at] = deaf ? count[at] : number;
    return done();
}
