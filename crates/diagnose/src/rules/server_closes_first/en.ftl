server-closes-first-verdict = { $time_wait } TIME_WAIT on { $place }: this side closes first, which costs about { $memory } and no local port.
server-closes-first-verdict-windows = { $time_wait } TIME_WAIT on { $place }: this side closes first, which takes no dynamic port.

server-closes-first-summary = { $time_wait } TIME_WAIT on { $place }: this side closes first, at { $closes }.

server-closes-first-why = About { $memory }, no descriptor, no local port.
server-closes-first-why-windows = All share the listening port and take no dynamic port. Windows holds each for 2 to 4 minutes.

server-closes-first-todo-keep-alive = Optional: keep connections open longer (keep-alive), so that clients reuse them.
server-closes-first-todo-clients-close = Optional: let clients close first: then TIME_WAIT stands with them.

server-closes-first-dont-restart = A restart of the service: the system holds TIME_WAIT, a restart adds more.
server-closes-first-dont-settings = tcp_tw_reuse, tcp_fin_timeout: no effect on a listener. tcp_tw_recycle: removed in Linux 4.12. A lower tcp_max_tw_buckets: resets peers still closing.

server-closes-first-because = TIME_WAIT { $rows } >= { $many }
server-closes-first-because-times = TIME_WAIT { $rows } > { $times } * live { $live }
