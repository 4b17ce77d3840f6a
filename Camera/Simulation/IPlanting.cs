using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>What stands in a field and where.</summary>
internal interface IPlanting
{
    /// <summary>Mean colour of a crop plant, picture values.</summary>
    Vector3 CropColour { get; }

    /// <summary>Visits everything that can be seen, from far to near.</summary>
    /// <param name="visit">Also told when a strip is done, so that people can be put between plants.</param>
    void Visit(in PinholeCamera camera, long frame, IPlantVisitor visit);
}
