ip-local-reserved-ports-title = ip_local_reserved_ports: ports that are never chosen automatically
ip-local-reserved-ports-what = connect() and bind(0) pass over these ports; a program that names one in bind() still gets it. Empty by default.
ip-local-reserved-ports-see = Read the list; an empty answer means that nothing is reserved.
    .command = sysctl net.ipv4.ip_local_reserved_ports
ip-local-reserved-ports-matters = When a service's fixed port lies inside ip_local_port_range: an outgoing connection may hold it just when the service restarts, which then gets EADDRINUSE.
ip-local-reserved-ports-harmless = For ports outside of the range: they are never chosen anyway. Each reserved port is one less for every destination.
ip-local-reserved-ports-source = Documentation/networking/ip-sysctl.rst; measured on 6.18: 98 of 100 ports reserved, 2 left
