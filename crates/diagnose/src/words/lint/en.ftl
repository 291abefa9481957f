lint-place-running = as it runs now
lint-place-line = line { $line }
lint-place-file = { $input } line { $line }

lint-already = It is so already.
lint-already-and = It is so already. { $why }
lint-said-again = { $place } says the same.
lint-overridden = { $place } sets it to { $value }, and the last one wins.
lint-overridden-harm = { $place } sets it to { $value }, and the last one wins. Without that: { $why }
lint-comment = A comment: nothing is set.
lint-comment-so = A comment: nothing is set. The host has this value all the same.
lint-excluded-pattern = Does nothing: only a key that is spelled out is taken out of what patterns set, not a pattern of its own.
lint-excluded = Sets nothing: it takes the key out of what a pattern would set.
lint-pattern-sets = A pattern; here it sets { $keys }. { $why }
lint-pattern-own = A pattern, and { $keys } has a line of its own: that one holds, wherever it stands.
lint-pattern-other = A pattern. It sets nothing about connections that are over; where it matches nothing, sysctl is silent.
lint-not-known = Not about connections that are over, as far as lastack knows.
lint-bad-line = Not KEY = VALUE: sysctl says "invalid syntax" and passes over the line.

lint-bad-key = Not KEY = VALUE: sysctl takes all before the = for the key and says cannot stat /proc/sys/{ $key }. Nothing is set.
lint-gone-path = sysctl puts /proc/sys/ in front by itself, and says cannot stat. Write it as { $key }
lint-gone-stat = This kernel or namespace has no such key: sysctl says cannot stat.
lint-depends-key = Not about connections that are over; whether this kernel has it is not known.
lint-wrong-number = The kernel wants a whole number here and refuses this (EINVAL).
lint-wrong-quotes = The quotes go to the kernel too, and it refuses them (EINVAL). Leave them out.
lint-wrong-bounds = The kernel takes { $low } to { $high } and refuses this (EINVAL).
lint-wrong-range = The kernel wants two ports, the lower first and none of them 0, and refuses this (EINVAL).
lint-wrong-privileged = The kernel refuses it (EINVAL): the lower end may not be below ip_unprivileged_port_start, { $start }.
lint-wrong-ports = The kernel wants ports and ranges with commas and no spaces (8080,9000-9010), and refuses this (EINVAL).

lint-gone-since = Linux { $release } removed it.
lint-gone-before = It came with Linux { $release }; this kernel is older.
lint-gone-vendor = Only kernels of Alibaba Cloud Linux have it. Elsewhere TIME_WAIT is 60 s and cannot be changed.
lint-gone-module = It is there only while nf_conntrack is loaded, which it is not (yet): at boot such lines fail.
lint-gone-namespace = It belongs to the host (its first network namespace) and is not visible here: in a namespace of its own, a container's, such a line fails.
lint-gone-here = This kernel or namespace has no such key.
lint-depends-from = It came with Linux { $release }; the kernel is not known.
lint-depends-before = Linux { $release } removed it; on older kernels it is harmful. The kernel is not known.
lint-depends-vendor = Only kernels of Alibaba Cloud Linux have it; whether this is one is not known.
lint-depends-module = It is there only while nf_conntrack is loaded, which is not known.

lint-note-half = { $count ->
    [one] sysctl -p complains of one line
   *[other] sysctl -p complains of { $count } lines
 }, applies the others all the same and exits with 1.
lint-note-half-lines = sysctl -p complains of { $lines }, applies the others all the same and exits with 1.
lint-note-skipped = { $count ->
    [one] sysctl -p complains of one line (invalid syntax)
   *[other] sysctl -p complains of { $count } lines (invalid syntax)
 }, applies the others all the same and exits with 0.
lint-note-systemd = At boot systemd-sysctl does not read { $input } unless a link in /etc/sysctl.d leads to it; sysctl --system does. They leave different values: { $keys }
lint-note-comments = { $count ->
    [one] One line of prose or comment is
   *[other] { $count } lines of prose and comments are
 } left out.
lint-note-kernel = The kernel is not known. Add it to the --facts file: sysctl kernel.osrelease
lint-note-rows = No connections were given, so what depends on them is not said. Add ss -tano to the --facts file.
lint-note-delete = Do: delete (or correct) { $lines }.
lint-note-delete-file = Do: delete (or correct) { $lines } of { $input }.
lint-note-then-holds = Once { $place } is gone, { $lines } will hold.
lint-note-keep-one = Do: { $lines } and { $place } set { $key } to different values, and { $place } wins: keep the one that you mean.
lint-note-beside = Do: { $lines } will do nothing as long as { $place } stands: keep the one that you mean.
lint-note-pairs-left = { $count ->
    [one] One more line is
   *[other] { $count } more lines are
 } cancelled by another one: of each key the last line holds.
lint-numbers-count = the { $count } lines that are HARMFUL, do not exist or have a wrong value
lint-number = { $number }
lint-numbers-one = line { $list }
lint-numbers-many = lines { $list }
lint-numbers-and = { $list }, { $next }

lint-reg-both = { $what } { $why }
lint-reg-port = MaxUserPort = { $value } is read by this version: it is the last port that is given away, 5000 by default.
lint-reg-port-why = It needs a reboot, which people forget.
lint-reg-bad = No line of a registry file. "NAME"=dword: and a number in hexadecimal sets one, "NAME"=- takes it away.
lint-reg-delete-key = Takes away the whole key, and with it all TCP/IP settings of the host. "NAME"=- takes away one value.
lint-reg-elsewhere = It is documented in HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters alone: nothing says that Windows reads it here.
lint-reg-ungraded = No document or test that lastack knows tells which version heeds it.
lint-reg-type = Windows reads a REG_DWORD here, and this is another type: write dword: and the number in hexadecimal.
lint-reg-deleted = { $place } takes the value away again, and the last one wins.
lint-reg-unneeded = No trouble with ports was found here that it would treat.
lint-reg-strict = Texts of the 2008 era ask for it beside TcpTimedWaitDelay; it needs a reboot.
lint-reg-strict-unproven = Texts of the 2008 era ask for it beside TcpTimedWaitDelay. No document or test shows that 10 or Server 2016 and later heed it.
lint-reg-strict-version = Texts of the 2008 era ask for it beside TcpTimedWaitDelay; whether it is heeded depends on the version, which is not known.
lint-reg-strict-other = Texts of the 2008 era ask for 1, and say nothing of another value.
lint-reg-strict-alone = It goes with TcpTimedWaitDelay, which is not set.
lint-reg-away-ignored = Takes away a value that this version does not read.
lint-reg-away-port = Takes the value away: before Vista the last port is 5000 then; later versions do not read it.
lint-reg-away-delay = Takes the value away: the default counts then, for which documents tell 120 and 240 s.
lint-reg-away-strict = Takes the value away.
lint-note-head = { $input } does not begin with "{ $head }" or "REGEDIT4": regedit does not take it.
lint-note-reboot = Windows reads these values when it starts: a change of them needs a reboot.
lint-note-version = The version of Windows is not known. Add it to the --facts file: systeminfo, or ver
lint-note-table = No connections were given, so what depends on them is not said. Add netstat -ano to the --facts file.
