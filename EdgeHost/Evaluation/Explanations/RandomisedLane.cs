using SegEdge.Pipeline.Models;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>A lane that asks the randomised network.</summary>
internal sealed class RandomisedLane : IDisposable
{
    private readonly RandomisedModel _model;

    /// <exception cref="ModelException">As for <see cref="RandomisedModel"/>.</exception>
    public RandomisedLane(ModelPackage package, StudyOptions options, int seed, CancellationToken stopping)
    {
        _model = new RandomisedModel(package, options.Runtime, seed);
        Lane = new StudyLane(_model.Package, options with { Runtime = _model.Runtime }, seed, stopping);
    }

    public StudyLane Lane { get; }

    public void Dispose()
    {
        Lane.Dispose();
        _model.Dispose();
    }
}
