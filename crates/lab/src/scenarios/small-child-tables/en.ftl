lab-small-child-tables-title = A container whose limits are tiny, and nobody set them
lab-small-child-tables-story = Whoever made the namespace had tcp_child_ehash_entries at 128: its table has 128 slots, so 64 TIME_WAIT may stand there, one close a second. All sysctls of the host look well.
lab-small-child-tables-watch = TIME_WAIT stands at 64, flat; the twin, made by a host without that setting, has as many as a minute closes.
