using System.CommandLine;
using SegEdge.EdgeHost.Evaluation;
using SegEdge.EdgeHost.Models;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Cli;

/// <summary><c>segedge evaluate</c>: masks held against labels, class by class.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = CommonOptions.Model();
        var data = new Option<FileInfo>("--data", "-d")
        {
            Description = "A list: on each line a picture and its label mask (pixel = class index), and if wanted a mask of the area that counts (not 0); paths relative to the list.",
            Required = true,
            HelpName = "LIST",
        };
        var head = new Option<string?>("--head") { Description = "Head to evaluate; the first if absent.", HelpName = "NAME" };
        var ignore = new Option<int[]>("--ignore") { Description = "Label values that do not count, e.g. 11 for CamVid's void.", AllowMultipleArgumentsPerToken = true, HelpName = "INDEX" };
        var area = new Option<string?>("--area")
        {
            Description = "Folder beside the list with a mask of the area that counts for each picture, by the label's file name (not 0 = counts).",
            HelpName = "FOLDER",
        };
        var frames = CommonOptions.Frames("Only the first N pairs; 0 takes all.");
        var threads = CommonOptions.Threads();
        var command = new Command("evaluate", "Hold a model against labelled pictures: IoU, Dice, precision and recall per class, mIoU, pixel accuracy.") { model, data, head, ignore, area, frames, threads };
        command.Act(async (parsed, stopping) =>
        {
            var package = new ModelCatalog().Open(parsed.GetRequiredValue(model));
            var pairs = LabelledPictures.Read(parsed.GetRequiredValue(data), parsed.GetValue(area), (int)parsed.GetValue(frames));
            using var segmenter = new SegmentationModel(package, new RuntimeOptions { Threads = parsed.GetValue(threads) });
            var evaluation = new ModelEvaluation(segmenter, parsed.GetValue(head), parsed.GetValue(ignore) ?? []);
            await Progress.RunAsync("evaluate", pairs.Count, report =>
            {
                for (var i = 0; i < pairs.Count; i++)
                {
                    stopping.ThrowIfCancellationRequested();
                    evaluation.Add(pairs[i]);
                    report(i + 1);
                }
                return Task.CompletedTask;
            }).ConfigureAwait(false);
            Console.WriteLine(evaluation.Table());
        });
        return command;
    }
}
