using SegEdge.Fleet.Export;

namespace SegEdge.EdgeHost.Cli;

/// <summary>COCO: <c>annotations.json</c> and <c>images/</c>. Category ids are the mask's number and one.</summary>
internal sealed class FleetCocoSet : FleetTrainingSet
{
    private readonly FileStream _file;
    private readonly CocoWriter _coco;
    private readonly CocoCategories _categories = new();
    private int _last;

    public FleetCocoSet(DirectoryInfo folder, IReadOnlyDictionary<int, string> names) : base(folder, names)
    {
        folder.Create();
        _file = File.Create(Path.Combine(folder.FullName, "annotations.json"));
        _coco = new(_file);
    }

    public override void Add(FleetTrainingPair pair)
    {
        WritePicture("images", pair);
        var indices = pair.Indices();
        _last = Math.Max(_last, indices.Max());
        _coco.AddRegions(_coco.AddImage($"images/{pair.Name}.jpg", pair.Width, pair.Height), indices, pair.Width, pair.Height, index => _categories.IdOf(null, index, NameOf(index)));
    }

    public override void Finish()
    {
        foreach (var (name, index) in NamesTo(_last).Select((name, i) => (name, i))) _categories.IdOf(null, index, name);
        _coco.Finish(_categories.All, "Reviewed frames with the model's own masks. A confirmed flag does not make every pixel true.");
    }

    public override void Dispose()
    {
        _coco.Dispose();
        _file.Dispose();
        base.Dispose();
    }
}
