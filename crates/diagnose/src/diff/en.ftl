# What keeps two looks from being compared in full.

diff-note-masked = One of the two is masked, and each mask draws addresses of its own: routes and listeners are not compared.
diff-note-hosts = These are different hosts.
diff-note-rebooted = The host was restarted between the two: counters began anew and have no rate.
diff-note-backwards = The first is newer than the second. They are compared in the order in which they were given.
diff-note-paste = Pasted text does not say when it was made, and shows no more than what was pasted: there are no rates, and settings that only one side has are left out.
