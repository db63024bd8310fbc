using System.Collections.Concurrent;
using System.Text;

using ImageAutomation.TestSupport.Registry;

using Microsoft.AspNetCore.Http;

namespace ImageAutomation.ImageReflector.Tests.Registry;

/// <summary>
/// Puts a token login before a <see cref="StandInRegistry"/>; the token service is the registry itself or another server.
/// </summary>
internal sealed class TokenStandIn
{
    private readonly StandInRegistry registry;
    private readonly ConcurrentDictionary<string, string> scopes = new();
    private int issued;

    public TokenStandIn(StandInRegistry registry)
    {
        this.registry = registry;
        Realm = $"http://{registry.Host}/token";
        registry.Override = AnswerAsync;
    }

    public string Realm { get; set; }

    /// <summary>user:password that gets tokens; null lets everybody.</summary>
    public string? Login { get; set; }

    public string Scope { get; set; } = "repository:app:pull";

    /// <summary>Makes the token service's answer; <c>{0}</c> is the token.</summary>
    public string Answer { get; set; } = "{{\"token\":\"{0}\",\"expires_in\":300}}";

    /// <summary>Answers a request with a bad token as if Basic was wanted, and every HEAD without one with 401.</summary>
    public bool IsHarbor { get; set; }

    public bool RefusesAllTokens { get; set; }

    /// <summary>Paths that want no login.</summary>
    public Func<string, bool> IsOpen { get; set; } = _ => false;

    public int Issued => issued;

    /// <summary>Makes all tokens so far invalid.</summary>
    public void Expire() => scopes.Clear();

    /// <summary>Answers on behalf of the token service.</summary>
    public async Task TokenAsync(HttpContext context)
    {
        var basic = Login is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Login));
        if (basic is not null && context.Request.Headers.Authorization != basic)
        {
            await StandInRegistry.FailAsync(context, 401, "UNAUTHORIZED");
            return;
        }

        var token = $"token-{Interlocked.Increment(ref issued)}";
        scopes[token] = string.Join(' ', context.Request.Query["scope"].ToArray());
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, Answer, token));
    }

    private async Task<bool> AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/token")
        {
            await TokenAsync(context);
            return true;
        }

        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0 && IsOpen(context.Request.Path)) return false;
        var known = header.StartsWith("Bearer ", StringComparison.Ordinal)
            && scopes.TryGetValue(header["Bearer ".Length..], out var granted) && granted.Contains(Scope, StringComparison.Ordinal);
        if (known && !RefusesAllTokens) return false;
        if (IsHarbor && header.Length > 0) await StandInRegistry.ChallengeAsync(context, "Basic realm=\"harbor\"");
        else await StandInRegistry.ChallengeAsync(context, $"Bearer realm=\"{Realm}\",service=\"reg\",scope=\"{Scope}\"");
        return true;
    }
}
