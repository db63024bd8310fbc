using ImageAutomation.ImageReflector.Registry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>Reasons of answers that are no listing.</summary>
public sealed class ListingFailureTests : ListingScene
{
    /// <summary>Status, body; the reason.</summary>
    [Theory]
    [InlineData(404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}", RegistryReasons.RepositoryNotFound)]
    [InlineData(404, "<html>", RegistryReasons.RepositoryNotFound)]
    [InlineData(403, "{\"errors\":[{\"code\":\"DENIED\"}]}", RegistryReasons.AccessDenied)]
    [InlineData(400, "{\"errors\":[{\"code\":\"NAME_INVALID\"}]}", RegistryReasons.InvalidImage)]
    [InlineData(412, "{\"errors\":[{\"code\":\"PROJECTPOLICYVIOLATION\"}]}", RegistryReasons.BlockedByRegistryPolicy)]
    [InlineData(429, "<html>", RegistryReasons.RateLimited)]
    [InlineData(400, "{\"errors\":[{\"code\":\"ThrottlingException\",\"message\":\"ThrottlingException\"}]}", RegistryReasons.RateLimited)]
    [InlineData(302, "", RegistryReasons.InvalidResponse)]
    public async Task NamesTheReason(int status, string body, string reason)
    {
        Registry.Override = async context =>
        {
            if (!IsList(context)) return false;
            context.Response.StatusCode = status;
            if (body.Length > 0) await context.Response.WriteAsync(body);
            return true;
        };
        using var client = Clients.Create(time: Time);
        var (listing, _) = await ListAsync(client);
        Assert.Equal(reason, listing.Failure?.Reason);
        Assert.Contains($"'{Registry.Host}/app'", listing.Failure?.Message, StringComparison.Ordinal);
    }
}
