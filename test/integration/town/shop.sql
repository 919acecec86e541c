CREATE TABLE article (id serial PRIMARY KEY, title text NOT NULL, price numeric NOT NULL);
INSERT INTO article (title, price) SELECT 'article ' || n, n FROM generate_series(1, 500) AS n;
