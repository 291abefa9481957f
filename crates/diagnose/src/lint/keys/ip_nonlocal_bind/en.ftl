lint-ip-nonlocal-bind-other = Lets bind() take an address that the host does not have (a floating address); nothing about connections that are over.
