FROM other.example.com/app:1.0
# expect-above: CSN-DF-0062
