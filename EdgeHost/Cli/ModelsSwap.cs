using System.CommandLine;
using SegEdge.EdgeHost.Configuration;
using SegEdge.EdgeHost.Swap;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge models swap</c>: asks the device that runs here for another model, and waits for what it says.</summary>
internal static class ModelsSwap
{
    // A device looks every half second; one that is being restarted is given time to.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Every = TimeSpan.FromMilliseconds(200);

    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "Folder with model.json, or a name of 'segedge models list'." };
        var config = new Option<string?>("--config", "-c") { Description = "Configuration file of the device that runs here.", HelpName = "FILE" };
        var set = CommonOptions.Set();
        var command = new Command("swap", "Have the device that runs here change its model without a gap: it loads the new one beside the old, holds it against its golden frames, "
            + "changes between two frames, and goes back if it is no good. Exit code 3: the old one serves as before.") { model, config, set };
        command.Act(async (parsed, stopping) =>
        {
            var (_, options, problems) = ConfigurationLoader.Load(parsed.GetValue(config), parsed.GetValue(set) ?? []);
            if (problems.Count > 0) throw new UsageException(problems);
            var folder = SwapFolder.Of(options) ?? throw new UsageException("Model:Swap:Folder is empty: this device takes no model while it runs. Set it, or start the device with another Model:Path.");
            var path = parsed.GetRequiredValue(model);
            var request = new SwapRequest(Guid.NewGuid().ToString("n"), Path.Exists(path) ? Path.GetFullPath(path) : path);
            var answer = await AskAsync(new SwapFiles(folder), request, stopping).ConfigureAwait(false);
            await (answer.Accepted ? Console.Out : Console.Error).WriteLineAsync(answer.Message).ConfigureAwait(false);
            return answer.Accepted ? CommandLine.Done : CommandLine.GateStops;
        });
        return command;
    }

    private static async Task<SwapAnswer> AskAsync(SwapFiles files, SwapRequest request, CancellationToken stopping)
    {
        files.Prepare();
        files.Ask(request);
        long? alone = null;
        try
        {
            while (true)
            {
                if (files.TakeAnswer(request) is { } answer) return answer;
                alone = files.IsServed ? null : alone ?? TimeProvider.System.GetTimestamp();
                if (alone is { } since && TimeProvider.System.GetElapsedTime(since) > Patience)
                    throw new UsageException(files.Withdraw(request)
                        ? $"{files.Folder}: no device looked here for {Patience.TotalSeconds:0} s. Does it run, as this user, and with the settings of --config?"
                        : $"{files.Folder}: the device ended before it answered. Its next start takes the model that was current; /ready says which that is.");
                await Task.Delay(Every, stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            files.Withdraw(request); // not to be obeyed when nobody waits for it any more
            throw;
        }
    }
}
