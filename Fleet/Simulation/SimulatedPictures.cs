using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>Pictures that simulated cameras take turns with.</summary>
/// <param name="Clean">At least one.</param>
/// <param name="Muddy">The same with mud on the lens; at least one.</param>
/// <param name="Classes">What the numbers in the masks mean.</param>
public sealed record SimulatedPictures(IReadOnlyList<SimulatedPicture> Clean, IReadOnlyList<SimulatedPicture> Muddy, IReadOnlyList<BirthClass> Classes)
{
    public SimulatedPicture Of(SimulatedCamera camera, Random random)
    {
        var pictures = camera.HasMud ? Muddy : Clean;
        return pictures[random.Next(pictures.Count)];
    }
}
