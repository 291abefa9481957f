lint-ip-local-reserved-ports-no-range = Counts only for ports inside ip_local_port_range, which is not known.
lint-ip-local-reserved-ports-drops = A write replaces the whole list: port { $port }, which listens and is reserved now, would lose its place.
lint-ip-local-reserved-ports-outside = None of these ports lies in ip_local_port_range: connect() does not choose them anyway.
lint-ip-local-reserved-ports-most = Leaves { $left } ports for connections: they run out soon.
lint-ip-local-reserved-ports-keeps = connect() leaves { $kept ->
    [one] one port
   *[other] { $kept } ports
 } of the range to services; { $listening ->
    [0] none listens there now
    [one] one listens there now
   *[other] { $listening } listen there now
 }. A program that binds such a port by itself still gets it.
