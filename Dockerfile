# The server with its embedded engine and the demo's functions, built from source.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
# npm fetches the embedded engine, the fonts and the chart library at the versions of the lock files.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN dotnet publish server/Observe.Server.csproj --configuration Release --output /out/server \
    && dotnet publish sdk/samples/Observe.Samples.Platform/Observe.Samples.Platform.csproj --configuration Release --output /out/samples

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
COPY --from=build /out/server /opt/observe
COPY --from=build /out/samples /opt/observe-samples
# The data folder belongs to the user that the image brings (not root), before a volume is put over it.
RUN install --directory --owner="$APP_UID" --mode=0750 /var/lib/observe
ENV Observe__Storage__DataDirectory=/var/lib/observe \
    Observe__Demo__PlatformPath=/opt/observe-samples/Observe.Samples.Platform.dll \
    Observe__Server__Url=http://0.0.0.0:8080 \
    Observe__Collector__GrpcUrl=http://0.0.0.0:4317 \
    Observe__Collector__HttpUrl=http://0.0.0.0:4318
USER $APP_UID
WORKDIR /var/lib/observe
VOLUME /var/lib/observe
EXPOSE 8080 4317 4318
ENTRYPOINT ["dotnet", "/opt/observe/Observe.Server.dll"]
