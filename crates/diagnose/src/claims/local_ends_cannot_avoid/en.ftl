local-ends-cannot-avoid-claim = When both ends of a connection are on the same machine, TIME_WAIT cannot be avoided.
local-ends-cannot-avoid-truth = It can. A connection that is kept open closes nothing. A checker that must open a new one can set TCP_LINGER2 = -1 before close(): measured, no TIME_WAIT on either side, a clean end for a peer that reads and EPIPE for one that writes first.
local-ends-cannot-avoid-source = measured on 6.18: TCP_LINGER2 = -1 leaves no TIME_WAIT, OutRsts rises by one per close
