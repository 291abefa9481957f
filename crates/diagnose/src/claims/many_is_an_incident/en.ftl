many-is-an-incident-claim = 30,000 TIME_WAIT are an incident.
many-is-an-incident-truth = They take some 8 to 15 MB, no descriptor and no CPU. It matters only where they all lead to one destination: from half of the range (14,116 of 28,232) on connect() gets slow, and past all of it fails.
many-is-an-incident-source = measured on 6.18: 256 to some 400 bytes a row; facts of the port search in __inet_hash_connect
