SECRET_KEY = 'django-insecure-#x^8y7s0=abcdefghijklmnop'
DEBUG = True
