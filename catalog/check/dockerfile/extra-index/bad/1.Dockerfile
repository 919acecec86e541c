FROM python:3.12
RUN pip install --no-cache-dir --extra-index-url https://pypi.example.com/simple internal==1.0
# expect-above: CSN-DF-0145
