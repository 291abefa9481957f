# What keeps two looks from being compared in full.

diff-note-masked-one = One of the two is masked, so addresses and names cannot be matched: findings are counted by their kind, routes, listeners and files are not compared, and settings that only one side has are left out.
diff-note-masked-both = Both are masked, each with addresses and names of its own, which cannot be matched: findings are counted by their kind, routes, listeners and files are not compared, and settings that only one side has are left out.
diff-note-netns = { $count ->
    [one] One network namespace
   *[other] { $count } network namespaces
 } could not be matched without the names, and cannot be compared.
diff-note-rebooted = The host was restarted between the two: counters began anew and have no rate.
diff-note-backwards = The first is newer than the second. They are compared in the order in which they were given.
diff-note-paste = Pasted text does not say when it was made, and shows no more than what was pasted: there are no rates, and settings that only one side has are left out.
diff-note-document = One of the two is a JSON report, or both are: its findings stand as they were told then, and the routes, listeners and settings that it does not name cannot be compared.
diff-note-state = { $count ->
    [one] One key that changes by itself differs, and is left out: { $key }.
   *[other] { $count } keys that change by themselves differ, and are left out: { $key } and others.
 }
