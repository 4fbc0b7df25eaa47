"""Election profiles (candidates, numbers, hashtags, calendar) and the classes that stand for names in a text."""
