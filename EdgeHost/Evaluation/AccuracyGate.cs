using System.Globalization;
using System.Text;
using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation;

/// <summary>Holds a model against the one it was made of, class by class on the same labels: what a quantised network, or an engine in FP16, may cost.</summary>
/// <param name="mostDrop">IoU that a class, and the mean, may lose, 0..1.</param>
internal sealed class AccuracyGate(ModelHead head, ConfusionMatrix of, ConfusionMatrix against, double mostDrop)
{
    // What was counted in whole pixels is not to fail on the last bit of a division.
    private const double Rounding = 1e-12;

    /// <summary>A class that the other finds and this one never does has lost all of its IoU. One that is neither labelled nor predicted has none to lose.</summary>
    public bool Passes => Rows().All(row => row.Drop <= mostDrop + Rounding);

    public string Table()
    {
        var text = new StringBuilder();
        var width = Math.Max(4, head.Classes.Max(c => c.Name.Length));
        text.Append(CultureInfo.InvariantCulture, $"{"class".PadRight(width)}  against      IoU  difference\n");
        foreach (var (name, before, now, drop) in Rows())
            text.Append(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {before,7:0.0000}  {now,7:0.0000}  {-drop,+10:+0.0000;-0.0000;0.0000}{(drop > mostDrop + Rounding ? "  too much" : "")}\n");
        return text.Append(CultureInfo.InvariantCulture, $"\nNo class and no mean may lose more than {mostDrop:0.####}: {(Passes ? "passed" : "stopped")}.").ToString();
    }

    private IEnumerable<(string Name, double Against, double Iou, double Drop)> Rows()
    {
        for (var c = 0; c < of.Classes; c++)
            if (against.Iou(c) is { } before && against.Labelled(c) > 0)
                yield return (head.Classes[c].Name, before, of.Iou(c) ?? 0, before - (of.Iou(c) ?? 0));
        if (against.MeanIou is { } mean) yield return ("mIoU", mean, of.MeanIou ?? 0, mean - (of.MeanIou ?? 0));
    }
}
