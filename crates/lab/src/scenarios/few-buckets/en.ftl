lab-few-buckets-title = A low tcp_max_tw_buckets: TIME_WAIT is flat, and its protection is gone
lab-few-buckets-story = The setting that is pasted to have fewer TIME_WAIT: above 41 of them a closed connection gets none, so a late segment meets nobody and is answered by a reset.
lab-few-buckets-watch = TIME_WAIT stands at the limit, flat, however many connections are closed; after the cure it is as many as a minute closes.
