using System.ComponentModel.DataAnnotations;
using Orleans.Configuration;

namespace CharRnn.Server;

/// <summary>Where the replicas of a server find each other. They are the section <c>CharRnn:Cluster</c> of its configuration.</summary>
internal sealed class ClusterSettings
{
    /// <summary>Gets or sets the address of the Redis that replicas share. Null is no cluster: sessions are in this process's memory.</summary>
    public string? Redis { get; set; }

    /// <summary>Gets or sets the cluster's name: replicas of the same name and Redis are one cluster.</summary>
    [Required]
    public string Name { get; set; } = "charrnn";

    /// <summary>Gets or sets the IP address by which the others reach this one. Null is the one that reaches Redis.</summary>
    public string? Address { get; set; }

    /// <summary>Gets or sets the port by which the others reach this one; 0 is a free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Gets or sets how replicas notice that one is gone: options of Orleans, which reads them itself.</summary>
    public ClusterMembershipOptions? Membership { get; set; }
}
