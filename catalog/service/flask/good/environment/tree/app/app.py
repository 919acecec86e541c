app.secret_key = os.environ['KEY']
