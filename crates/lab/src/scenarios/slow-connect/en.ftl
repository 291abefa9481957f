lab-slow-connect-title = connect() becomes a hundred times slower, long before the ports run out
lab-slow-connect-story = 450 connections a second from one address to one database, each closed by the program that opened it. Past half of the ports connect() searches through the whole first half before it tries the other.
lab-slow-connect-watch = how long a connection takes, over how many ports are taken: it leaps in the middle of the plot, and nothing fails.
