using System.Globalization;
using System.Text;
using SegEdge.Camera;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Pipeline.Tiling;
using SegEdge.Telemetry;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Evaluation;

/// <summary>Holds one head's masks, mapped back to the labels' resolution, against labels.</summary>
internal sealed class ModelEvaluation
{
    private readonly SegmentationModel _model;
    private readonly int _head;
    private readonly bool[] _ignored = new bool[256];
    private readonly ConfusionMatrix _all;
    private readonly List<ConfusionMatrix> _each = [];
    private readonly SeamDisagreement? _seams;

    /// <exception cref="UsageException">The model has no such head.</exception>
    public ModelEvaluation(SegmentationModel model, string? head, IReadOnlyList<int> ignore)
    {
        (_model, _seams) = (model, SeamDisagreement.For(model));
        var heads = model.Manifest.Heads;
        _head = head is null ? 0 : heads.ToList().FindIndex(h => h.Name == head);
        if (_head < 0)
            throw new UsageException($"--head {head}: {model.Manifest.Name} has {string.Join(", ", heads.Select(h => h.Name))}.");
        foreach (var value in ignore)
            _ignored[value is >= 0 and <= 255 ? value : throw new UsageException($"--ignore {value}: expected a label value, 0..255.")] = true;
        _all = new ConfusionMatrix(Head.Classes.Count);
    }

    /// <summary>All pictures so far.</summary>
    public ConfusionMatrix All => _all;

    public ModelHead Head => _model.Manifest.Heads[_head];

    /// <exception cref="CameraException">The picture cannot be read.</exception>
    /// <exception cref="UsageException">The labels do not fit the picture or the model.</exception>
    public void Add(LabelledPicture pair)
    {
        using var source = new ImageFolderSource(pair.Picture);
        using var frame = RentFor(source);
        source.Read(frame, CancellationToken.None);
        using var segmentation = _model.Maps.Rent();
        var letterbox = _model.Segment(frame, segmentation, out _)
            ?? throw new UsageException($"{pair.Picture}: the model's scores hold NaN or infinity; check the manifest's mean, std and scale.");
        _seams?.Add(segmentation.Heads[_head]);
        var predicted = new byte[frame.Size.Pixels];
        letterbox.MapToCamera(segmentation.Heads[_head], predicted);
        _each.Add(Compare(pair, Labels(pair.Labels, frame.Size), pair.Area is null ? [] : Labels(pair.Area, frame.Size), predicted));
        _all.Add(_each[^1]);
    }

    public string Table()
    {
        var text = new StringBuilder();
        var name = Math.Max(5, Head.Classes.Max(c => c.Name.Length));
        text.Append(CultureInfo.InvariantCulture, $"{"class".PadRight(name)}      IoU     Dice  precision   recall  label px\n");
        for (var c = 0; c < _all.Classes; c++)
            if (!_ignored[c])
                text.Append(CultureInfo.InvariantCulture, $"{Head.Classes[c].Name.PadRight(name)}  {Cell(_all.Iou(c))}  {Cell(_all.Dice(c))}    {Cell(_all.Precision(c))}  {Cell(_all.Recall(c))}  {Share(c)}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{_each.Count} pictures, {_all.Total:N0} pixels: mIoU {_all.MeanIou:0.0000}, pixel accuracy {_all.Accuracy:0.0000}");
        for (var c = Head.Classes.Count == 2 ? 1 : 0; c < _all.Classes; c++)
            if (Head.Classes.Count == 2)
                text.Append(CultureInfo.InvariantCulture, $", mean Dice of '{Head.Classes[c].Name}' over pictures {_each.Average(m => m.Dice(c) ?? 1):0.0000}");
        if (_seams is not null)
            text.Append(CultureInfo.InvariantCulture, $"\nneighbouring pixels of different classes: {100 * _seams.AlongSeams:0.00} % across the tiles' seams, {100 * _seams.Elsewhere:0.00} % beside them");
        return text.ToString();
    }

    private ConfusionMatrix Compare(LabelledPicture pair, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> area, ReadOnlySpan<byte> predicted)
    {
        var matrix = new ConfusionMatrix(Head.Classes.Count);
        for (var i = 0; i < labels.Length; i++)
        {
            if (_ignored[labels[i]] || (!area.IsEmpty && area[i] == 0)) continue;
            if (labels[i] >= matrix.Classes)
                throw new UsageException($"{pair.Labels}: holds label {labels[i]}, head '{Head.Name}' has classes 0..{matrix.Classes - 1}. " +
                    "Name values that do not count with --ignore.");
            matrix.Add(labels[i], predicted[i]);
        }
        return matrix;
    }

    private static ReadOnlySpan<byte> Labels(string path, PictureSize size)
    {
        IndexedImage image;
        try
        {
            image = IndexedPng.Decode(File.ReadAllBytes(path));
        }
        catch (TelemetryFormatException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
        return image.Width == size.Width && image.Height == size.Height
            ? image.Indices.Span
            : throw new UsageException($"{path}: {image.Width}x{image.Height}, its picture is {size}.");
    }

    // One picture at a time: a pool of one, made for its size.
    private static Frame RentFor(ImageFolderSource source) => new FramePool(1, source.Size).TryRent(out var frame) ? frame : throw new InvalidOperationException();

    private string Share(int c) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * _all.Labelled(c) / Math.Max(1, _all.Total),7:0.00} %");

    private static string Cell(double? value) => value is null ? "      -" : string.Create(CultureInfo.InvariantCulture, $"{value,7:0.0000}");
}
