/* Stands in for netsh.exe, which is an empty shell in Wine: tells a dynamic port range of 300 ports in the words of
   Microsoft's page on port exhaustion, and sets nothing. */
#include <stdio.h>

int main(void)
{
    puts("\nProtocol tcp Dynamic Port Range\n---------------------------------\n"
         "Start Port      : 60000\nNumber of Ports : 300\n");
    return 0;
}
