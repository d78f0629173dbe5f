"""The commands of `qunguan`, one file each, named as they are typed; each is imported only when it is called."""
