using Spectre.Console;

namespace SegEdge.EdgeHost.Cli;

/// <summary>Progress of long work on standard error: a bar where a person watches, a plain line now and then elsewhere.</summary>
internal static class Progress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <param name="total">Null if unknown.</param>
    /// <param name="work">Gets a function to report how much is done.</param>
    public static async Task RunAsync(string title, long? total, Func<Action<long>, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!Console.IsErrorRedirected && console.Profile.Capabilities.Interactive) await BarAsync(console, title, total, work).ConfigureAwait(false);
        else await LinesAsync(title, total, work).ConfigureAwait(false);
    }

    private static Task BarAsync(IAnsiConsole console, string title, long? total, Func<Action<long>, Task> work) =>
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: total ?? double.MaxValue);
                task.IsIndeterminate = total is null;
                return work(done =>
                {
                    task.Value = done;
                    if (total is null) task.Description = Markup.Escape($"{title} {done:N0}");
                });
            });

    private static async Task LinesAsync(string title, long? total, Func<Action<long>, Task> work)
    {
        var of = total is null ? "" : $" of {total:N0}";
        var lastLine = TimeProvider.System.GetTimestamp();
        long last = 0;
        await work(done =>
        {
            last = done;
            if (TimeProvider.System.GetElapsedTime(lastLine) < BetweenLines) return;
            lastLine = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine($"{title}: {done:N0}{of}");
        }).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"{title}: {last:N0}{of}, done").ConfigureAwait(false);
    }
}
