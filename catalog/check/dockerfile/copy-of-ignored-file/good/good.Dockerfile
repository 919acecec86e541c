FROM scratch AS build
COPY . /
COPY src /src
FROM scratch
COPY --from=build /config /config
