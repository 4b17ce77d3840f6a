using System.Diagnostics.Metrics;
using SegEdge.Pipeline;

namespace SegEdge.EdgeHost.Doctor.Report;

/// <summary>Every value of the pipeline's two histograms: exact percentiles of a run whose length is known. Ten minutes at 60 frames a second are 0.6 MB.</summary>
internal sealed class LatencyRecorder : IDisposable
{
    private const string Segmentation = "segedge_segmentation_seconds", Age = "segedge_frame_age_seconds";

    private readonly MeterListener _listener = new();
    private readonly List<double> _segmentation = [], _age = [];

    /// <summary>From construction on.</summary>
    public LatencyRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PipelineMetrics.MeterName && instrument.Name is Segmentation or Age) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            var values = instrument.Name == Age ? _age : _segmentation;
            lock (values) values.Add(seconds * 1000);
        });
        _listener.Start();
    }

    /// <summary>From the picture in the network's input to its class maps.</summary>
    public Percentiles SegmentationMs => Of(_segmentation);

    /// <summary>From capture to the start of inference.</summary>
    public Percentiles AgeMs => Of(_age);

    public void Dispose() => _listener.Dispose();

    private static Percentiles Of(List<double> values)
    {
        lock (values) return Percentiles.Of(values);
    }
}
