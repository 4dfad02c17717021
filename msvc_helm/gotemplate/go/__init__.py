"""Ports of Go packages under their names: of the standard library, and of the libraries that sprig is made with."""
