"""Qunguan (群管): keeps WeCom groups in order and alive."""
