"""What people see: the terminal now, pages and sheets later."""
