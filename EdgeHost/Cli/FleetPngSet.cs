using System.Text;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Cli;

/// <summary>Pictures, indexed masks, <c>pairs.txt</c> as <c>segedge evaluate</c> reads it, <c>classes.txt</c> by number.</summary>
internal sealed class FleetPngSet(DirectoryInfo folder, IReadOnlyDictionary<int, string> names) : FleetTrainingSet(folder, names)
{
    private readonly StringBuilder _pairs = new();
    private int _last;

    public override void Add(FleetTrainingPair pair)
    {
        WritePicture("pictures", pair);
        var indices = pair.Indices();
        _last = Math.Max(_last, indices.Max());
        File.WriteAllBytes(Path.Combine(Folder.CreateSubdirectory("masks").FullName, pair.Name + ".png"), IndexedPng.Encode(indices, pair.Width, pair.Height, pair.Palette));
        _pairs.Append("pictures/").Append(pair.Name).Append(".jpg masks/").Append(pair.Name).Append(".png\n");
    }

    public override void Finish()
    {
        File.WriteAllText(Path.Combine(Folder.FullName, "pairs.txt"), _pairs.ToString());
        File.WriteAllText(Path.Combine(Folder.FullName, "classes.txt"), string.Join('\n', NamesTo(_last)) + "\n");
    }
}
