harmful-setting-verdict = The setting { $key } = { $value } does harm. { $harm }
harmful-setting-verdict-could = Nothing shows that it hurts now, but { $key } = { $value } can. { $harm }
harmful-setting-verdict-file = Nothing hurts yet, but { $place } sets { $key } = { $value }. { $harm }
harmful-setting-verdict-refused = { $place } sets { $key }, which this kernel refuses.
harmful-setting-verdict-comment = { $place } is a comment: the ports { $value } are not reserved.

harmful-setting-summary = { $key } = { $value }. { $harm }
harmful-setting-summary-file = { $key } = { $value } in { $place }. { $harm }
harmful-setting-summary-refused = { $key } in { $place }: { $harm }
harmful-setting-summary-comment = { $key } in { $place }: { $harm }
harmful-setting-comment = The line begins with a comment mark, so its ports are not reserved.

harmful-setting-why-file = { $place } sets it, at boot or by sysctl --system.
harmful-setting-why-paste = It stands in { $place }. lastack lint { $input } grades every line.
harmful-setting-why-paste-runs = It stands in { $place }. lastack lint --facts { $input } { $input } grades every line.
harmful-setting-why-other = { $place } sets { $file_value }: somebody changed it since, or another program sets it later.
harmful-setting-why-by-hand = No settings file sets it, so it was set by hand or by a program and is gone after a reboot.
harmful-setting-why-unknown = Which file sets it is not known.
harmful-setting-why-differs = It runs with { $running } now; the file takes effect at the next boot or the next sysctl --system.
harmful-setting-why-not-read = The value that runs now is not known.
harmful-setting-why-refused = sysctl -p says so, goes on with the next line and exits with 1; scripts that stop there leave the rest undone.
harmful-setting-why-comment = Nothing in it takes effect, neither at boot nor by sysctl -p.

harmful-setting-todo-set = Set it back.
    .command = sysctl -w { $key }={ $instead }
harmful-setting-todo-file = Take the line out of { $place }, or it comes back at boot.
harmful-setting-todo-line = Leave out { $place }.
harmful-setting-todo-gone = Delete { $place }: since Linux 4.12 there is no such setting, and sysctl fails on it.
harmful-setting-todo-remove = Take the line out.
harmful-setting-todo-comment = Take the mark away if these ports are meant to be reserved; lastack lint grades the file.

harmful-setting-quiet = { $count ->
    [one] One setting
   *[other] { $count } settings
 } that people change: none does harm.

harmful-setting-because = { $key } = { $value }
harmful-setting-because-key = { $key }
