using System.CommandLine;
using System.Globalization;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Hub;
using SegEdge.Fleet.Hub;
using SegEdge.Fleet.Store;
using SegEdge.Fleet.Store.Retention;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge hub hold</c>: events that retention must not touch. Works while the hub runs.</summary>
internal static class HubHoldCommand
{
    public static Command Create() => new("hold", "Events that retention must not take away, with their blobs, until they are released. Works while the hub runs; nothing of it is ever changed, only added.") { Add(), List(), Release() };

    private static Command Add()
    {
        var all = new Option<bool>("--all") { Description = "Everything that is there and that comes." };
        Option<string?>[] texts = [.. (((string, string)[])[("--event", "One event by its id."), ("--site", "Of this site."), ("--device", "Of this device."), ("--camera", "Of this camera."), ("--class", "About this class."),
            ("--rule", "Flagged by this rule."), ("--severity", "alert or review."), ("--model", "Of this model."), ("--model-version", "Of this version."), ("--from", $"Captured then or later: {FleetTime.Forms}."), ("--to", "Captured before.")])
            .Select(one => new Option<string?>(one.Item1) { Description = one.Item2 })];
        var (reason, user, config, set) = Common();
        var command = new Command("add", "Hold one event, or all that fit everything given, those to come too.") { all, reason, user, config, set };
        foreach (var text in texts) command.Add(text);
        command.Act((parsed, stopping) => WithHoldsAsync(parsed.GetValue(config), parsed.GetValue(set) ?? [], async holds =>
        {
            var given = texts.ToDictionary(text => text.Name, text => parsed.GetValue(text) is { Length: > 0 } value ? value : null);
            if (given.Values.All(value => value is null) != parsed.GetValue(all)) throw new UsageException("hub hold add: expected something to hold by (--event, --device, --from, ...), or --all and nothing else.");
            DateTimeOffset? At(string option) => given[option] is { } text ? FleetTime.Parse(option, text, TimeProvider.System.GetUtcNow()) : null;
            var filter = new EventFilter
            {
                Site = given["--site"],
                Device = given["--device"],
                Camera = given["--camera"],
                Class = given["--class"],
                Rule = given["--rule"],
                Severity = given["--severity"],
                Model = given["--model"],
                ModelVersion = given["--model-version"],
                From = At("--from"),
                To = At("--to"),
            };
            Console.WriteLine($"Held: {Words(await holds.AddAsync(parsed.GetValue(user)!, Given("--reason", parsed.GetValue(reason)), given["--event"], filter, stopping).ConfigureAwait(false))}");
        }, stopping));
        return command;
    }

    private static Command List()
    {
        var (_, _, config, set) = Common();
        var command = new Command("list", "All holds, released ones too.") { config, set };
        command.Act((parsed, stopping) => WithHoldsAsync(parsed.GetValue(config), parsed.GetValue(set) ?? [], async holds =>
        {
            var all = await holds.AllAsync(stopping).ConfigureAwait(false);
            foreach (var hold in all) Console.WriteLine(Words(hold));
            Console.WriteLine($"{all.Count} holds, {all.Count(hold => hold.Release is null)} of them in force.");
        }, stopping));
        return command;
    }

    private static Command Release()
    {
        var id = new Argument<string>("ID") { Description = "Of the hold, as 'list' shows it." };
        var (reason, user, config, set) = Common();
        var command = new Command("release", "End a hold. What it held goes with the next run of retention, if it is over and no other hold has it.") { id, reason, user, config, set };
        command.Act((parsed, stopping) => WithHoldsAsync(parsed.GetValue(config), parsed.GetValue(set) ?? [], async holds =>
        {
            var hold = parsed.GetValue(id)!;
            if (!await holds.ReleaseAsync(hold, parsed.GetValue(user)!, Given("--reason", parsed.GetValue(reason)), stopping).ConfigureAwait(false))
                throw new UsageException($"hub hold release {hold}: no hold in force has this id. 'segedge hub hold list' shows them.");
            Console.WriteLine($"Released: {hold}");
        }, stopping));
        return command;
    }

    private static (Option<string?> Reason, Option<string> User, Option<string?> Config, Option<string[]> Set) Common() => (
        new("--reason") { Description = "Why; it is recorded.", HelpName = "TEXT" },
        new("--user") { Description = "Who; it is recorded.", DefaultValueFactory = _ => Environment.UserName, HelpName = "NAME" },
        new("--config", "-c") { Description = "Configuration file (JSON) of the hub.", HelpName = "FILE" },
        CommonOptions.Set());

    private static string Given(string option, string? text) => text is { Length: > 0 } given ? given : throw new UsageException($"{option}: expected a text. Who finds this hold in some years needs to know why.");

    private static async Task WithHoldsAsync(string? config, string[] set, Func<FleetHolds, Task> work, CancellationToken stopping)
    {
        var (_, options, problems) = ConfigurationLoader.Load(config, set);
        if (problems.Count > 0) throw new UsageException([.. problems]);
        try
        {
            if (options.Hub.Store == HubStore.Embedded)
            {
                await work(FleetHolds.Beside(HubCheck.FolderOf(options.Hub), TimeProvider.System)).ConfigureAwait(false);
                return;
            }

            await using var store = await PostgresFleetStore.OpenAsync(options.Hub.Postgres ?? "", TimeProvider.System, cancellation: stopping).ConfigureAwait(false);
            await work(new(store, TimeProvider.System)).ConfigureAwait(false);
        }
        catch (FleetStoreException e)
        {
            throw new UsageException($"Hub:Store: {e.Message}");
        }
    }

    private static string Words(FleetHold hold)
    {
        var filter = hold.Filter;
        string[] what = [.. (((string, string?)[])[("event", hold.EventId), ("site", filter.Site), ("device", filter.Device), ("camera", filter.Camera), ("class", filter.Class), ("rule", filter.Rule), ("severity", filter.Severity),
            ("model", filter.Model), ("version", filter.ModelVersion), ("from", filter.From?.ToString("u", CultureInfo.InvariantCulture)), ("to", filter.To?.ToString("u", CultureInfo.InvariantCulture))])
            .Where(one => one.Item2 is not null).Select(one => $"{one.Item1} {one.Item2}")];
        return $"{hold.HoldId} {(what.Length == 0 ? "everything" : string.Join(", ", what))}; by {hold.User} at {hold.Utc:u}: {hold.Reason}"
            + (hold.Release is { } release ? $"; released by {release.User} at {release.Utc:u}: {release.Reason}" : "");
    }
}
