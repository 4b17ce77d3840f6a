using System.CommandLine;
using SegEdge.Fleet.Analysis;
using SegEdge.Fleet.Export;
using SegEdge.Telemetry.Contract;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge fleet export</c>: a training set out of frames that a person judged.</summary>
internal static class FleetExportCommand
{
    public static Command Create()
    {
        var (data, output) = (FleetCommand.Data(), CommonOptions.Out());
        var verdict = new Option<string>("--verdict") { Description = "Frames whose last verdict is this.", DefaultValueFactory = _ => WireNames.NameOf(ReviewVerdict.Confirm), HelpName = "VERDICT" };
        // What is to be removed for somebody's privacy must not leave in a training set.
        verdict.AcceptOnlyFromAmong([.. Enum.GetValues<ReviewVerdict>().Where(v => v is not (ReviewVerdict.Other or ReviewVerdict.Remove)).Select(WireNames.NameOf)]);
        var format = new Option<string>("--format") { Description = "coco: annotations.json with exact run-length masks; png: pictures, masks and pairs.txt for 'evaluate' and training; yolo-seg: polygons, without holes.", Required = true, HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong(FleetTrainingSet.Formats);
        var head = new Option<string?>("--head") { Description = "Of the masks, where the model has several.", HelpName = "NAME" };
        var since = new Option<string?>("--since") { Description = $"From when on, by capture: {FleetTime.Forms}.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "Up to when, that moment not in it.", HelpName = "TIME" };
        var command = new Command("export", "A training set out of reviewed frames: the whole frame where it is archived, else the thumbnail, with the model's mask. A confirmed flag does not make every pixel of the mask true: look at them.")
        {
            data, verdict, format, head, since, until, output,
        };
        command.Act((parsed, stopping) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var time = new AnalysisOptions
            {
                Since = parsed.GetValue(since) is { } from ? FleetTime.Parse("--since", from, now) : null,
                Until = parsed.GetValue(until) is { } to ? FleetTime.Parse("--until", to, now) : null,
            };
            var frames = new ReviewedFrames(new FleetFolder(parsed.GetRequiredValue(data).FullName), parsed.GetRequiredValue(verdict), parsed.GetValue(head), time);
            return ExportAsync(frames, frames.ClassNames(parsed.GetValue(head)), parsed.GetRequiredValue(format), parsed.GetRequiredValue(output), stopping);
        });
        return command;
    }

    private static async Task ExportAsync(ReviewedFrames frames, IReadOnlyDictionary<int, string> names, string format, DirectoryInfo output, CancellationToken stopping)
    {
        if (output.Exists && output.EnumerateFileSystemInfos().Any()) throw new UsageException($"--out {output}: not empty. Two exports must not mix; choose a new folder.");
        using var set = FleetTrainingSet.Create(format, output, names);
        long done = 0, thumbs = 0, unusable = 0;
        await Progress.RunAsync("frames", frames.Count, report =>
        {
            foreach (var frame in frames.Read())
            {
                stopping.ThrowIfCancellationRequested();
                if (FleetTrainingPair.Read(frame) is { } pair) using (pair) set.Add(pair);
                else unusable++;
                if (frame.IsThumb) thumbs++;
                report(++done);
            }

            set.Finish();
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        if (done == unusable) throw new UsageException($"None of {done} frames can be used: their pictures or masks are damaged. Nothing but an empty set is in {output}.");
        Console.WriteLine($"{done - unusable} frames in {output.FullName}; {frames.Reviewed - frames.Count} of {frames.Reviewed} reviewed have no picture or mask here{(unusable == 0 ? "" : $", {unusable} are damaged")}{(thumbs == 0 ? "" : $", {thumbs} are thumbnails")}");
        if (names.Count == 0) Console.WriteLine("The folder does not say what the classes are called: they are class-0, class-1 ...");
    }
}
