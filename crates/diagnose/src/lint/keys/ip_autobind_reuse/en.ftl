lint-ip-autobind-reuse-on = bind(0) then gambles on ports that are in use: measured 123 of 260 connections on 100 ports, the others fail in connect(). IP_BIND_ADDRESS_NO_PORT gives 200.
lint-ip-autobind-reuse-default = The default: bind(0) shares no port.
