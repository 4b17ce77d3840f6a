using System.Globalization;
using System.Text;
using System.Text.Json;
using OpenCvSharp;

namespace SegEdge.EdgeHost.Cli;

/// <summary>YOLO segmentation: a line per region, class and outline in shares of width and height. Outlines have no holes; what lies in one counts to it.</summary>
internal sealed class FleetYoloSet(DirectoryInfo folder, IReadOnlyDictionary<int, string> names) : FleetTrainingSet(folder, names)
{
    // Smaller ones are edges between classes, and their outlines have no area.
    private const double LeastAreaPx = 16;

    private int _last;

    public override void Add(FleetTrainingPair pair)
    {
        WritePicture("images", pair);
        var lines = new StringBuilder();
        foreach (var index in pair.Indices().Distinct().Order())
        {
            _last = Math.Max(_last, index);
            using var region = new Mat();
            Cv2.InRange(pair.Classes, new Scalar(index), new Scalar(index), region);
            Cv2.FindContours(region, out var outlines, out _, RetrievalModes.External, ContourApproximationModes.ApproxSimple);
            foreach (var outline in outlines)
                if (outline.Length >= 3 && Cv2.ContourArea(outline) >= LeastAreaPx) Append(lines, index, outline, pair);
        }

        File.WriteAllText(Path.Combine(Folder.CreateSubdirectory("labels").FullName, pair.Name + ".txt"), lines.ToString());
    }

    public override void Finish()
    {
        // JSON strings are YAML strings, whatever a device calls its classes.
        var classes = string.Concat(NamesTo(_last).Select((name, i) => FormattableString.Invariant($"  {i}: {JsonSerializer.Serialize(name)}\n")));
        File.WriteAllText(Path.Combine(Folder.FullName, "data.yaml"), $"path: .\ntrain: images\nval: images\nnames:\n{classes}");
    }

    private static void Append(StringBuilder lines, int index, Point[] outline, FleetTrainingPair pair)
    {
        lines.Append(index.ToString(CultureInfo.InvariantCulture));
        // Centres of pixels.
        foreach (var point in outline) lines.Append(CultureInfo.InvariantCulture, $" {(point.X + 0.5) / pair.Width:0.######} {(point.Y + 0.5) / pair.Height:0.######}");
        lines.Append('\n');
    }
}
