using System.Text.Json;
using OpenCvSharp;

namespace SegEdge.EdgeHost.Cli;

/// <summary>COCO: <c>annotations.json</c> with a region per annotation, as uncompressed run lengths by column, which are exact, holes included.</summary>
/// <remarks>T.-Y. Lin et al., Microsoft COCO, ECCV 2014; the format of cocodataset.org: counts of 0 and 1 in turn, beginning with 0, down the columns. Category ids begin
/// with 1 there, so they are the mask's number and one.</remarks>
internal sealed class FleetCocoSet : FleetTrainingSet
{
    private readonly FileStream _annotationLines;
    private readonly Utf8JsonWriter _annotations;
    private readonly List<(int Id, string Name, int Width, int Height)> _images = [];
    private int _count, _last;

    public FleetCocoSet(DirectoryInfo folder, IReadOnlyDictionary<int, string> names) : base(folder, names)
    {
        folder.Create();
        // Written as they come: the regions of a large set do not fit in memory.
        _annotationLines = File.Create(Path.Combine(folder.FullName, "annotations.json"));
        _annotations = new(_annotationLines);
        _annotations.WriteStartObject();
        _annotations.WriteStartArray("annotations");
    }

    public override void Add(FleetTrainingPair pair)
    {
        WritePicture("images", pair);
        _images.Add((_images.Count + 1, pair.Name, pair.Width, pair.Height));
        foreach (var index in pair.Indices().Distinct().Order())
        {
            _last = Math.Max(_last, index);
            using var region = new Mat();
            using var labels = new Mat();
            using var statistics = new Mat();
            using var centres = new Mat();
            Cv2.InRange(pair.Classes, new Scalar(index), new Scalar(index), region);
            var count = Cv2.ConnectedComponentsWithStats(region, labels, statistics, centres, PixelConnectivity.Connectivity8, MatType.CV_32S);
            labels.GetArray(out int[] labelOf);
            for (var label = 1; label < count; label++) Write(index, label, labelOf, statistics, pair);
        }

        _annotations.Flush();
    }

    public override void Finish()
    {
        _annotations.WriteEndArray();
        _annotations.WriteStartArray("images");
        foreach (var (id, name, width, height) in _images)
        {
            _annotations.WriteStartObject();
            _annotations.WriteNumber("id", id);
            _annotations.WriteString("file_name", $"images/{name}.jpg");
            _annotations.WriteNumber("width", width);
            _annotations.WriteNumber("height", height);
            _annotations.WriteEndObject();
        }

        _annotations.WriteEndArray();
        _annotations.WriteStartArray("categories");
        foreach (var (name, index) in NamesTo(_last).Select((name, i) => (name, i)))
        {
            _annotations.WriteStartObject();
            _annotations.WriteNumber("id", index + 1);
            _annotations.WriteString("name", name);
            _annotations.WriteEndObject();
        }

        _annotations.WriteEndArray();
        _annotations.WriteEndObject();
        _annotations.Flush();
    }

    public override void Dispose()
    {
        _annotations.Dispose();
        _annotationLines.Dispose();
        base.Dispose();
    }

    private void Write(int index, int label, int[] labelOf, Mat statistics, FleetTrainingPair pair)
    {
        int Of(ConnectedComponentsTypes what) => statistics.At<int>(label, (int)what);
        _annotations.WriteStartObject();
        _annotations.WriteNumber("id", ++_count);
        _annotations.WriteNumber("image_id", _images.Count);
        _annotations.WriteNumber("category_id", index + 1);
        _annotations.WriteNumber("iscrowd", 0);
        _annotations.WriteNumber("area", Of(ConnectedComponentsTypes.Area));
        _annotations.WriteStartArray("bbox");
        foreach (var side in (ReadOnlySpan<ConnectedComponentsTypes>)[ConnectedComponentsTypes.Left, ConnectedComponentsTypes.Top, ConnectedComponentsTypes.Width, ConnectedComponentsTypes.Height])
            _annotations.WriteNumberValue(Of(side));
        _annotations.WriteEndArray();
        _annotations.WriteStartObject("segmentation");
        _annotations.WriteStartArray("size");
        _annotations.WriteNumberValue(pair.Height);
        _annotations.WriteNumberValue(pair.Width);
        _annotations.WriteEndArray();
        WriteCounts(label, labelOf, pair.Width, pair.Height);
        _annotations.WriteEndObject();
        _annotations.WriteEndObject();
    }

    private void WriteCounts(int label, int[] labelOf, int width, int height)
    {
        _annotations.WriteStartArray("counts");
        var (inside, run) = (false, 0);
        for (var x = 0; x < width; x++)
            for (var y = 0; y < height; y++)
            {
                if (labelOf[y * width + x] == label != inside)
                {
                    _annotations.WriteNumberValue(run);
                    (inside, run) = (!inside, 0);
                }

                run++;
            }

        _annotations.WriteNumberValue(run);
        _annotations.WriteEndArray();
    }
}
