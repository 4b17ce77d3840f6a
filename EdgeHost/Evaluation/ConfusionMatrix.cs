namespace SegEdge.EdgeHost.Evaluation;

/// <summary>Pixels by label and prediction.</summary>
internal sealed class ConfusionMatrix(int classes)
{
    private readonly long[,] _pixels = new long[classes, classes];

    public int Classes => classes;

    public void Add(int label, int predicted) => _pixels[label, predicted]++;

    public void Add(ConfusionMatrix other)
    {
        for (var l = 0; l < classes; l++)
            for (var p = 0; p < classes; p++) _pixels[l, p] += other._pixels[l, p];
    }

    public long Labelled(int c) => Enumerable.Range(0, classes).Sum(p => _pixels[c, p]);

    public long Predicted(int c) => Enumerable.Range(0, classes).Sum(l => _pixels[l, c]);

    public long Hits(int c) => _pixels[c, c];

    public long Total => _pixels.Cast<long>().Sum();

    /// <summary>Intersection over union (Jaccard); null where the class is neither labelled nor predicted.</summary>
    public double? Iou(int c) => Ratio(Hits(c), Labelled(c) + Predicted(c) - Hits(c));

    /// <summary>2 TP / (2 TP + FP + FN); null where the class is neither labelled nor predicted.</summary>
    public double? Dice(int c) => Ratio(2 * Hits(c), Labelled(c) + Predicted(c));

    public double? Recall(int c) => Ratio(Hits(c), Labelled(c));

    public double? Precision(int c) => Ratio(Hits(c), Predicted(c));

    public double? Accuracy => Ratio(Enumerable.Range(0, classes).Sum(Hits), Total);

    /// <summary>Mean IoU over the classes that are labelled somewhere.</summary>
    public double? MeanIou
    {
        get
        {
            var labelled = Enumerable.Range(0, classes).Where(c => Labelled(c) > 0).ToArray();
            return labelled.Length == 0 ? null : labelled.Average(c => Iou(c) ?? 0);
        }
    }

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
