"""Every change that signing in makes; most of them are made by the library."""
