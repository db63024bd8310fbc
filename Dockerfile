# One file, one target per program: --target imgauto (default), image-reflector, image-updater.
# The base images are arguments, so that it can be built where only some registries are reached. A release names them by digest:
#   docker build --build-arg SDK_IMAGE=mcr.microsoft.com/dotnet/sdk@sha256:... --build-arg RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet@sha256:...
# A list of all packages of the programs, with versions and hashes: --target sbom --output type=local,dest=.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0

FROM ${SDK_IMAGE} AS build
# Packages are what the lock files say, or nothing is built.
ENV CI=true
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY config/crd config/crd
COPY src src
# For this platform only: the packages bring native libraries for 30 others, 60 MB. Compiled ahead, so that programs start faster.
RUN for program in Cli:imgauto ImageReflector:image-reflector ImageUpdater:image-updater; do \
      dotnet publish "src/${program%:*}" -c Release -o "/out/${program#*:}" --nologo --use-current-runtime --self-contained false -p:PublishReadyToRun=true -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false || exit 1; \
    done

# CycloneDX, one file a program.
FROM build AS bom
RUN dotnet tool install CycloneDX --version 6.3.1 --tool-path /tools \
 && for program in Cli:imgauto ImageReflector:image-reflector ImageUpdater:image-updater; do \
      /tools/dotnet-CycloneDX "src/${program%:*}"/*.csproj --output /bom --filename "${program#*:}.cdx.json" --output-format Json --exclude-dev --disable-package-restore || exit 1; \
    done
FROM scratch AS sbom
COPY --from=bom /bom/ /

# The user's number is the one that the usual manifests run as; nothing is written outside mounted folders. It has an entry in
# /etc/passwd because ssh and ssh-keygen refuse to run for a number without one.
FROM ${RUNTIME_IMAGE} AS base
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 65532 imageautomation \
 && useradd --uid 65532 --gid 65532 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin imageautomation
ENV DOTNET_EnableDiagnostics=0 HOME=/tmp

# What the programs that write to Git run: git over https and ssh, signatures.
FROM base AS git-base
RUN apt-get update \
 && apt-get install -y --no-install-recommends git gpg gpg-agent gpgconf openssh-client \
 && rm -rf /var/lib/apt/lists/*

FROM base AS image-reflector
COPY --from=build /out/image-reflector /app
USER 65532:65532
ENTRYPOINT ["/app/image-reflector"]

FROM git-base AS image-updater
COPY --from=build /out/image-updater /app
USER 65532:65532
ENTRYPOINT ["/app/image-updater"]

FROM git-base AS imgauto
COPY --from=build /out/imgauto /app
USER 65532:65532
ENTRYPOINT ["/app/imgauto"]
