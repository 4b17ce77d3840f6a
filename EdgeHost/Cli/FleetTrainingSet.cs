namespace SegEdge.EdgeHost.Cli;

/// <summary>A training set on the disk, one format a subclass.</summary>
internal abstract class FleetTrainingSet(DirectoryInfo folder, IReadOnlyDictionary<int, string> names) : IDisposable
{
    public static readonly string[] Formats = ["coco", "png", "yolo-seg"];

    protected DirectoryInfo Folder { get; } = folder;

    public static FleetTrainingSet Create(string format, DirectoryInfo folder, IReadOnlyDictionary<int, string> names) => format switch
    {
        "coco" => new FleetCocoSet(folder, names),
        "png" => new FleetPngSet(folder, names),
        _ => new FleetYoloSet(folder, names),
    };

    /// <summary>Every class that masks may name, by number.</summary>
    protected IReadOnlyList<string> NamesTo(int last) => [.. Enumerable.Range(0, Math.Max(last, names.Keys.DefaultIfEmpty(0).Max()) + 1).Select(NameOf)];

    protected string NameOf(int index) => names.GetValueOrDefault(index) ?? FormattableString.Invariant($"class-{index}");

    protected void WritePicture(string subfolder, FleetTrainingPair pair) => File.WriteAllBytes(Path.Combine(Folder.CreateSubdirectory(subfolder).FullName, pair.Name + ".jpg"), pair.Jpeg.Span);

    public abstract void Add(FleetTrainingPair pair);

    /// <summary>Writes what is known only at the end.</summary>
    public abstract void Finish();

    public virtual void Dispose() { }
}
