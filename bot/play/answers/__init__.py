"""Whether what somebody said is the answer, as a fair quiz master sees it."""
