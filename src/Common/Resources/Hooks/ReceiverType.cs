namespace ImageAutomation.Common.Resources.Hooks;

/// <summary>Values of <c>Receiver.spec.type</c>: how the sender of a webhook proves itself.</summary>
/// <remarks>Source: Flux, notification API v1. <see cref="ReceiverTypes"/> has their texts.</remarks>
public enum ReceiverType
{
    /// <summary><c>generic</c>: the path alone, unless optional keys of the Secret ask for more.</summary>
    Generic,

    /// <summary><c>generic-hmac</c>: <c>X-Signature</c> over the body.</summary>
    GenericHmac,

    /// <summary><c>generic-oidc</c>: a token of a configured issuer. The only type without a Secret.</summary>
    GenericOidc,

    /// <summary><c>github</c>: signed bodies; Gitea and Forgejo, too.</summary>
    GitHub,

    /// <summary><c>gitlab</c>: the token, or a signature, in a header.</summary>
    GitLab,

    /// <summary><c>bitbucket</c>: signed bodies.</summary>
    Bitbucket,

    /// <summary><c>harbor</c>: the token as <c>Authorization</c>.</summary>
    Harbor,

    /// <summary><c>dockerhub</c>: the path alone.</summary>
    DockerHub,

    /// <summary><c>quay</c>: the path alone.</summary>
    Quay,

    /// <summary><c>gcr</c>: an ID token of Google.</summary>
    Gcr,

    /// <summary><c>nexus</c>: signed bodies.</summary>
    Nexus,

    /// <summary><c>acr</c>: the path alone.</summary>
    Acr,

    /// <summary><c>cdevents</c>: the path alone; the body follows the schemas of CDEvents.</summary>
    CdEvents,
}
