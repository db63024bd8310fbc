using System.CommandLine;
using ImageAutomation.ImageReflector.Registry;

namespace ImageAutomation.Cli.Commands;

/// <summary>The options of <c>imgauto run</c> that bound what registries cost.</summary>
internal sealed class RegistryOptionGroup
{
    private readonly Option<double> rate = new("--registry-rps")
    {
        Description = "Requests a second to one registry with one credential.",
        DefaultValueFactory = _ => RegistryClientOptions.Default.RequestsPerSecond,
    };
    private readonly Option<string?> tokenHosts = new("--registry-token-hosts")
    {
        HelpName = "hosts",
        Description =
            "Hosts, parted by commas, that may receive any registry's credentials as token services, besides the built-in rules.",
    };
    private readonly Option<int> maxTags = new("--registry-max-tags")
    {
        HelpName = "count",
        Description = "Most tags of one repository.",
        DefaultValueFactory = _ => RegistryClientOptions.Default.MaxTags,
    };
    private readonly Option<int> maxEmptyPages = new("--registry-max-empty-pages")
    {
        HelpName = "count",
        Description = "Most pages without a tag in a row that a registry may send.",
        DefaultValueFactory = _ => RegistryClientOptions.Default.MaxEmptyPages,
    };
    private readonly DurationOption callTimeout = new(
        "--registry-call-timeout", "Longest time of one request to a registry, with its answer.",
        RegistryClientOptions.Default.CallTimeout, TimeSpan.FromSeconds(1));

    /// <param name="command">Takes the options.</param>
    public void AddTo(Command command)
    {
        rate.Validators.Add(r =>
        {
            if (r.GetValue(rate) is not (> 0 and <= 10_000)) r.AddError("--registry-rps takes a number above 0 and up to 10000");
        });
        maxTags.Validators.Add(r =>
        {
            if (r.GetValue(maxTags) is not (>= 1 and <= 10_000_000)) r.AddError("--registry-max-tags takes a number from 1 to 10000000");
        });
        maxEmptyPages.Validators.Add(r =>
        {
            if (r.GetValue(maxEmptyPages) is not (>= 0 and <= 100_000))
                r.AddError("--registry-max-empty-pages takes a number from 0 to 100000");
        });
        foreach (var option in (Option[])[rate, tokenHosts, maxTags, maxEmptyPages, callTimeout.Option]) command.Options.Add(option);
    }

    /// <summary>Reads them.</summary>
    public RegistryClientOptions Read(ParseResult parsed) => new RegistryClientOptions
    {
        RequestsPerSecond = parsed.GetValue(rate),
        RequestBurst = Math.Max(1, (int)(2 * parsed.GetValue(rate))),
        CallTimeout = callTimeout.Read(parsed),
        MaxEmptyPages = parsed.GetValue(maxEmptyPages),
        TokenHosts = parsed.GetValue(tokenHosts)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
    }.WithMaxTags(parsed.GetValue(maxTags));
}
