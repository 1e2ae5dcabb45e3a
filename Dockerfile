# The server, built from source. Targets:
#   team  over a ClickHouse server, without the embedded engine: what docker-compose.yml and docs/deploy/kubernetes run
#   all   (the default) with the embedded engine: one container that needs nothing else
# Both run as a user that is not root, on a root file system that may be read-only: what is written goes to /var/lib/observe, and to /tmp (a tmpfs will do).
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS source
# npm fetches the fonts and the chart library, and the embedded engine where it is wanted, at the versions of the lock files.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nodejs npm \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .

FROM source AS build-team
RUN dotnet publish server/Observe.Server.csproj --configuration Release --output /out/server -p:EmbeddedEngine=false \
    && dotnet publish sdk/samples/Observe.Samples.Platform/Observe.Samples.Platform.csproj --configuration Release --output /out/samples

FROM source AS build-all
RUN dotnet publish server/Observe.Server.csproj --configuration Release --output /out/server \
    && dotnet publish sdk/samples/Observe.Samples.Platform/Observe.Samples.Platform.csproj --configuration Release --output /out/samples

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble AS runtime
# The data folder belongs to the user that the image brings (not root), before a volume is put over it.
RUN install --directory --owner="$APP_UID" --mode=0750 /var/lib/observe
# Without diagnostics the runtime writes no files of its own.
ENV DOTNET_EnableDiagnostics=0 \
    Observe__Storage__DataDirectory=/var/lib/observe \
    Observe__Demo__PlatformPath=/opt/observe-samples/Observe.Samples.Platform.dll \
    Observe__Server__Url=http://0.0.0.0:8080 \
    Observe__Collector__GrpcUrl=http://0.0.0.0:4317 \
    Observe__Collector__HttpUrl=http://0.0.0.0:4318
USER $APP_UID
WORKDIR /var/lib/observe
VOLUME /var/lib/observe
EXPOSE 8080 4317 4318
# There is no curl in the image: the program asks itself.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 CMD ["dotnet", "/opt/observe/Observe.Server.dll", "--health"]
ENTRYPOINT ["dotnet", "/opt/observe/Observe.Server.dll"]

FROM runtime AS team
COPY --from=build-team /out/server /opt/observe
COPY --from=build-team /out/samples /opt/observe-samples

FROM runtime AS all
COPY --from=build-all /out/server /opt/observe
COPY --from=build-all /out/samples /opt/observe-samples
