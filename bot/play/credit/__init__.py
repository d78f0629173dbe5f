"""What earning, spending and comparing credits is made of."""
