legacy-values-summary-ignored = MaxUserPort = { $value } does nothing on this version: it is read by Windows before Vista alone.
legacy-values-summary-port = MaxUserPort = { $value } counts on Windows before Vista alone; the version is not known.
legacy-values-summary-port-bounds = MaxUserPort = { $value } is outside 5000 to 65534.
legacy-values-summary-unproven = TcpTimedWaitDelay = { $value }: whether this version heeds it is not proven.
legacy-values-summary-delay = TcpTimedWaitDelay = { $value } s, in force since the first reboot after it was set.
legacy-values-summary-delay-version = TcpTimedWaitDelay = { $value } s; whether it is heeded there depends on the version, which is not known.
legacy-values-summary-delay-bounds = TcpTimedWaitDelay = { $value } is outside 30 to 300 s.

legacy-values-why-ignored = Since Vista and Server 2008 the dynamic port range counts{ $range }.
legacy-values-why-port = There it is the last port given away, 5000 by default. Since Vista and Server 2008 the dynamic port range counts{ $range }.
legacy-values-why-port-bounds = What Windows takes instead then no document says.
legacy-values-why-unproven = It is documented for Windows 2000 to 2008. No document or test shows that 10 or Server 2016 and later heed it; it needs a reboot in any case.
legacy-values-why-delay = It is documented for this version, and needs a reboot, which people forget.
legacy-values-why-delay-version = It is documented for Windows 2000 to 2008 and unproven on 10, Server 2016 and later; it needs a reboot, which people forget.
legacy-values-why-delay-bounds = What Windows takes instead then no document says; documents tell two defaults, 120 and 240 s.
legacy-values-range = , { $ports } ports here
legacy-values-range-unknown = {""}

legacy-values-todo-range = See the range that counts.
    .command = netsh int ipv4 show dynamicport tcp
legacy-values-todo-measure = See how long it is: close one connection and look until its row is gone.
    .command = netstat -ano | findstr TIME_WAIT
legacy-values-todo-strict = Texts of the 2008 era also ask for StrictTimeWaitSeqCheck = 1 beside it.

legacy-values-because = { $name } = { $value }
