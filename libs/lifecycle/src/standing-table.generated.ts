// biome-ignore-all lint/style/noExcessiveLinesPerFile: a table with a line per kfunc.
// Generated from libs/lifecycle/data by `npm run docs`. Edit the data, not this file.

/** How each kfunc stands over the kernel lines; the format is in standing-table.ts. */
export const standingTable = `__bpf_trap 5.13:not-yet 6.16:present
__scx_bpf_dsq_insert_vtime 5.13:not-yet 6.19:present
__scx_bpf_select_cpu_and 5.13:not-yet 6.19:present
bbr_cwnd_event 5.13:present 7.1:renamed:bbr_cwnd_event_tx_start
bbr_cwnd_event_tx_start 5.13:not-yet 7.1:present
bbr_init 5.13:present
bbr_main 5.13:present
bbr_min_tso_segs 5.13:present
bbr_set_state 5.13:present
bbr_sndbuf_expand 5.13:present
bbr_ssthresh 5.13:present
bbr_undo_cwnd 5.13:present
bpf_arena_alloc_pages 5.13:not-yet 6.9:present
bpf_arena_free_pages 5.13:not-yet 6.9:present
bpf_arena_reserve_pages 5.13:not-yet 6.17:present
bpf_cast_to_kern_ctx 5.13:not-yet 6.2:present
bpf_cgroup_acquire 5.13:not-yet 6.2:present
bpf_cgroup_ancestor 5.13:not-yet 6.2:present
bpf_cgroup_from_id 5.13:not-yet 6.4:present
bpf_cgroup_kptr_get 5.13:not-yet 6.2:present 6.4:removed:bpf_cgroup_acquire
bpf_cgroup_read_xattr 5.13:not-yet 6.17:present
bpf_cgroup_release 5.13:not-yet 6.2:present
bpf_copy_from_user_dynptr 5.13:not-yet 6.16:present
bpf_copy_from_user_str 5.13:not-yet 6.12:present
bpf_copy_from_user_str_dynptr 5.13:not-yet 6.16:present
bpf_copy_from_user_task_dynptr 5.13:not-yet 6.16:present
bpf_copy_from_user_task_str 5.13:not-yet 6.15:present
bpf_copy_from_user_task_str_dynptr 5.13:not-yet 6.16:present
bpf_cpumask_acquire 5.13:not-yet 6.3:present
bpf_cpumask_and 5.13:not-yet 6.3:present
bpf_cpumask_any 5.13:not-yet 6.3:present 6.5:renamed:bpf_cpumask_any_distribute
bpf_cpumask_any_and 5.13:not-yet 6.3:present 6.5:renamed:bpf_cpumask_any_and_distribute
bpf_cpumask_any_and_distribute 5.13:not-yet 6.5:present
bpf_cpumask_any_distribute 5.13:not-yet 6.5:present
bpf_cpumask_clear 5.13:not-yet 6.3:present
bpf_cpumask_clear_cpu 5.13:not-yet 6.3:present
bpf_cpumask_copy 5.13:not-yet 6.3:present
bpf_cpumask_create 5.13:not-yet 6.3:present
bpf_cpumask_empty 5.13:not-yet 6.3:present
bpf_cpumask_equal 5.13:not-yet 6.3:present
bpf_cpumask_first 5.13:not-yet 6.3:present
bpf_cpumask_first_and 5.13:not-yet 6.5:present
bpf_cpumask_first_zero 5.13:not-yet 6.3:present
bpf_cpumask_full 5.13:not-yet 6.3:present
bpf_cpumask_intersects 5.13:not-yet 6.3:present
bpf_cpumask_kptr_get 5.13:not-yet 6.3:present 6.4:removed:bpf_cpumask_acquire
bpf_cpumask_or 5.13:not-yet 6.3:present
bpf_cpumask_populate 5.13:not-yet 6.15:present
bpf_cpumask_release 5.13:not-yet 6.3:present
bpf_cpumask_set_cpu 5.13:not-yet 6.3:present
bpf_cpumask_setall 5.13:not-yet 6.3:present
bpf_cpumask_subset 5.13:not-yet 6.3:present
bpf_cpumask_test_and_clear_cpu 5.13:not-yet 6.3:present
bpf_cpumask_test_and_set_cpu 5.13:not-yet 6.3:present
bpf_cpumask_test_cpu 5.13:not-yet 6.3:present
bpf_cpumask_weight 5.13:not-yet 6.8:present
bpf_cpumask_xor 5.13:not-yet 6.3:present
bpf_crypto_ctx_acquire 5.13:not-yet 6.10:present
bpf_crypto_ctx_create 5.13:not-yet 6.10:present
bpf_crypto_ctx_release 5.13:not-yet 6.10:present
bpf_crypto_decrypt 5.13:not-yet 6.10:present
bpf_crypto_encrypt 5.13:not-yet 6.10:present
bpf_ct_change_status 5.13:not-yet 6.0:present
bpf_ct_change_timeout 5.13:not-yet 6.0:present
bpf_ct_insert_entry 5.13:not-yet 6.0:present
bpf_ct_release 5.13:not-yet 5.18:present
bpf_ct_set_nat_info 5.13:not-yet 6.1:present
bpf_ct_set_status 5.13:not-yet 6.0:present
bpf_ct_set_timeout 5.13:not-yet 6.0:present
bpf_dynptr_adjust 5.13:not-yet 6.5:present
bpf_dynptr_clone 5.13:not-yet 6.5:present
bpf_dynptr_copy 5.13:not-yet 6.15:present
bpf_dynptr_file_discard 5.13:not-yet 6.19:present
bpf_dynptr_from_file 5.13:not-yet 6.19:present
bpf_dynptr_from_skb 5.13:not-yet 6.4:present
bpf_dynptr_from_skb_meta 5.13:not-yet 6.18:present
bpf_dynptr_from_xdp 5.13:not-yet 6.4:present
bpf_dynptr_is_null 5.13:not-yet 6.5:present
bpf_dynptr_is_rdonly 5.13:not-yet 6.5:present
bpf_dynptr_memset 5.13:not-yet 6.17:present
bpf_dynptr_size 5.13:not-yet 6.5:present
bpf_dynptr_slice 5.13:not-yet 6.4:present
bpf_dynptr_slice_rdwr 5.13:not-yet 6.4:present
bpf_fentry_test1 5.13:uncertain 6.1:present
bpf_get_dentry_xattr 5.13:not-yet 6.12:present
bpf_get_file_xattr 5.13:not-yet 6.8:present
bpf_get_fsverity_digest 5.13:not-yet 6.8:present
bpf_get_kmem_cache 5.13:not-yet 6.13:present
bpf_get_lowcore 5.13:not-yet 7.1:present
bpf_get_mem_cgroup 5.13:not-yet 7.0:present
bpf_get_root_mem_cgroup 5.13:not-yet 7.0:present
bpf_get_task_exe_file 5.13:not-yet 6.12:present
bpf_icmp_send 5.13:not-yet 7.3:present
bpf_io_uring_get_region 5.13:not-yet 7.1:present
bpf_io_uring_submit_sqes 5.13:not-yet 7.1:present
bpf_iter_bits_destroy 5.13:not-yet 6.11:present
bpf_iter_bits_new 5.13:not-yet 6.11:present
bpf_iter_bits_next 5.13:not-yet 6.11:present
bpf_iter_css_destroy 5.13:not-yet 6.7:present
bpf_iter_css_new 5.13:not-yet 6.7:present
bpf_iter_css_next 5.13:not-yet 6.7:present
bpf_iter_css_task_destroy 5.13:not-yet 6.7:present
bpf_iter_css_task_new 5.13:not-yet 6.7:present
bpf_iter_css_task_next 5.13:not-yet 6.7:present
bpf_iter_dmabuf_destroy 5.13:not-yet 6.16:present
bpf_iter_dmabuf_new 5.13:not-yet 6.16:present
bpf_iter_dmabuf_next 5.13:not-yet 6.16:present
bpf_iter_kmem_cache_destroy 5.13:not-yet 6.13:present
bpf_iter_kmem_cache_new 5.13:not-yet 6.13:present
bpf_iter_kmem_cache_next 5.13:not-yet 6.13:present
bpf_iter_num_destroy 5.13:not-yet 6.4:present
bpf_iter_num_new 5.13:not-yet 6.4:present
bpf_iter_num_next 5.13:not-yet 6.4:present
bpf_iter_scx_dsq_destroy 5.13:not-yet 6.12:present
bpf_iter_scx_dsq_new 5.13:not-yet 6.12:present
bpf_iter_scx_dsq_next 5.13:not-yet 6.12:present
bpf_iter_task_destroy 5.13:not-yet 6.7:present
bpf_iter_task_new 5.13:not-yet 6.7:present
bpf_iter_task_next 5.13:not-yet 6.7:present
bpf_iter_task_vma_destroy 5.13:not-yet 6.7:present
bpf_iter_task_vma_new 5.13:not-yet 6.7:present
bpf_iter_task_vma_next 5.13:not-yet 6.7:present
bpf_key_put 5.13:not-yet 6.1:present
bpf_kfree_skb 5.13:not-yet 6.16:present
bpf_kfunc_call_int_mem_release 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_memb1_release 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_memb_acquire 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_memb_release 5.13:uncertain 6.1:present
bpf_kfunc_call_test1 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test2 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test3 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_acq_rdonly_mem 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_acquire 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_destructive 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_fail1 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_fail2 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_fail3 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_get_rdonly_mem 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_get_rdwr_mem 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_kptr_get 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_mem_len_fail1 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_mem_len_fail2 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_mem_len_pass1 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_pass1 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_pass2 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_pass_ctx 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_ref 5.13:uncertain 6.1:present 6.2:uncertain 6.12:removed
bpf_kfunc_call_test_release 5.13:uncertain 6.1:present
bpf_ksock_acquire 5.13:not-yet 7.3:present
bpf_ksock_connect 5.13:not-yet 7.3:present
bpf_ksock_create 5.13:not-yet 7.3:present
bpf_ksock_release 5.13:not-yet 7.3:present
bpf_ksock_send 5.13:not-yet 7.3:present
bpf_list_add 5.13:not-yet 6.19:uncertain 7.2:present
bpf_list_back 5.13:not-yet 6.16:present
bpf_list_del 5.13:not-yet 6.19:uncertain 7.2:present
bpf_list_empty 5.13:not-yet 6.19:uncertain 7.2:present
bpf_list_front 5.13:not-yet 6.16:present
bpf_list_is_first 5.13:not-yet 7.2:present
bpf_list_is_last 5.13:not-yet 6.19:uncertain 7.2:present
bpf_list_pop_back 5.13:not-yet 6.2:present
bpf_list_pop_front 5.13:not-yet 6.2:present
bpf_list_push_back 5.13:not-yet 6.2:present 6.4:renamed:bpf_list_push_back_impl 7.1:name-reused
bpf_list_push_back_impl 5.13:not-yet 6.4:present 7.1:deprecated:bpf_list_push_back
bpf_list_push_front 5.13:not-yet 6.2:present 6.4:renamed:bpf_list_push_front_impl 7.1:name-reused
bpf_list_push_front_impl 5.13:not-yet 6.4:present 7.1:deprecated:bpf_list_push_front
bpf_local_irq_restore 5.13:not-yet 6.14:present
bpf_local_irq_save 5.13:not-yet 6.14:present
bpf_lookup_system_key 5.13:not-yet 6.1:present
bpf_lookup_user_key 5.13:not-yet 6.1:present
bpf_map_sum_elem_count 5.13:not-yet 6.6:present
bpf_mem_cgroup_flush_stats 5.13:not-yet 7.0:present
bpf_mem_cgroup_memory_events 5.13:not-yet 7.0:present
bpf_mem_cgroup_page_state 5.13:not-yet 7.0:present
bpf_mem_cgroup_usage 5.13:not-yet 7.0:present
bpf_mem_cgroup_vm_events 5.13:not-yet 7.0:present
bpf_modify_return_test 5.13:uncertain 6.1:present
bpf_modify_return_test2 5.13:not-yet 6.2:uncertain 6.12:present
bpf_modify_return_test_tp 5.13:not-yet 6.2:uncertain 6.12:present
bpf_obj_drop 5.13:not-yet 7.1:present
bpf_obj_drop_impl 5.13:not-yet 6.2:present 7.1:deprecated:bpf_obj_drop
bpf_obj_new 5.13:not-yet 7.1:present
bpf_obj_new_impl 5.13:not-yet 6.2:present 7.1:deprecated:bpf_obj_new
bpf_path_d_path 5.13:not-yet 6.12:present
bpf_percpu_obj_drop 5.13:not-yet 7.1:present
bpf_percpu_obj_drop_impl 5.13:not-yet 6.7:present 7.1:deprecated:bpf_percpu_obj_drop
bpf_percpu_obj_new 5.13:not-yet 7.1:present
bpf_percpu_obj_new_impl 5.13:not-yet 6.7:present 7.1:deprecated:bpf_percpu_obj_new
bpf_preempt_disable 5.13:not-yet 6.10:present
bpf_preempt_enable 5.13:not-yet 6.10:present
bpf_probe_read_kernel_dynptr 5.13:not-yet 6.16:present
bpf_probe_read_kernel_str_dynptr 5.13:not-yet 6.16:present
bpf_probe_read_user_dynptr 5.13:not-yet 6.16:present
bpf_probe_read_user_str_dynptr 5.13:not-yet 6.16:present
bpf_put_file 5.13:not-yet 6.12:present
bpf_put_mem_cgroup 5.13:not-yet 7.0:present
bpf_qdisc_bstats_update 5.13:not-yet 6.16:present
bpf_qdisc_init_prologue 5.13:not-yet 6.16:present
bpf_qdisc_reset_destroy_epilogue 5.13:not-yet 6.16:present
bpf_qdisc_skb_drop 5.13:not-yet 6.16:present
bpf_qdisc_watchdog_schedule 5.13:not-yet 6.16:present
bpf_rbtree_add 5.13:not-yet 6.3:present 6.4:renamed:bpf_rbtree_add_impl 7.1:name-reused
bpf_rbtree_add_impl 5.13:not-yet 6.4:present 7.1:deprecated:bpf_rbtree_add
bpf_rbtree_first 5.13:not-yet 6.3:present
bpf_rbtree_left 5.13:not-yet 6.16:present
bpf_rbtree_remove 5.13:not-yet 6.3:present
bpf_rbtree_right 5.13:not-yet 6.16:present
bpf_rbtree_root 5.13:not-yet 6.16:present
bpf_rcu_read_lock 5.13:not-yet 6.2:present
bpf_rcu_read_unlock 5.13:not-yet 6.2:present
bpf_rdonly_cast 5.13:not-yet 6.2:present
bpf_real_data_inode 5.13:not-yet 7.2:present
bpf_refcount_acquire 5.13:not-yet 7.1:present
bpf_refcount_acquire_impl 5.13:not-yet 6.4:present 7.1:deprecated:bpf_refcount_acquire
bpf_remove_dentry_xattr 5.13:not-yet 6.15:present
bpf_res_spin_lock 5.13:not-yet 6.15:present
bpf_res_spin_lock_irqsave 5.13:not-yet 6.15:present
bpf_res_spin_unlock 5.13:not-yet 6.15:present
bpf_res_spin_unlock_irqrestore 5.13:not-yet 6.15:present
bpf_rstat_flush 5.13:uncertain 6.1:present
bpf_send_signal_task 5.13:not-yet 6.13:present
bpf_session_cookie 5.13:not-yet 6.10:present
bpf_session_is_return 5.13:not-yet 6.10:present
bpf_set_dentry_xattr 5.13:not-yet 6.15:present
bpf_sk_assign_tcp_reqsk 5.13:not-yet 6.11:present
bpf_skb_ct_alloc 5.13:not-yet 6.0:present
bpf_skb_ct_lookup 5.13:not-yet 5.18:present
bpf_skb_get_fou_encap 5.13:not-yet 6.4:present
bpf_skb_get_hash 5.13:not-yet 6.16:present
bpf_skb_get_xfrm_info 5.13:not-yet 6.2:present
bpf_skb_set_fou_encap 5.13:not-yet 6.4:present
bpf_skb_set_xfrm_info 5.13:not-yet 6.2:present
bpf_sock_addr_set_sun_path 5.13:not-yet 6.7:present
bpf_sock_destroy 5.13:not-yet 6.5:present
bpf_sock_ops_enable_tx_tstamp 5.13:not-yet 6.15:present
bpf_sock_read_xattr 5.13:not-yet 7.3:present
bpf_strcasecmp 5.13:not-yet 6.18:present
bpf_strcasestr 5.13:not-yet 6.19:present
bpf_strchr 5.13:not-yet 6.17:present
bpf_strchrnul 5.13:not-yet 6.17:present
bpf_strcmp 5.13:not-yet 6.17:present
bpf_strcspn 5.13:not-yet 6.17:present
bpf_stream_print_stack 5.13:not-yet 7.0:present
bpf_stream_vprintk 5.13:not-yet 6.17:present 6.18:renamed:bpf_stream_vprintk_impl 7.0:name-reused
bpf_stream_vprintk_impl 5.13:not-yet 6.18:present 7.0:renamed:bpf_stream_vprintk
bpf_strlen 5.13:not-yet 6.17:present
bpf_strncasecmp 5.13:not-yet 7.0:present
bpf_strncasestr 5.13:not-yet 6.19:present
bpf_strnchr 5.13:not-yet 6.17:present
bpf_strnlen 5.13:not-yet 6.17:present
bpf_strnstr 5.13:not-yet 6.17:present
bpf_strrchr 5.13:not-yet 6.17:present
bpf_strspn 5.13:not-yet 6.17:present
bpf_strstr 5.13:not-yet 6.17:present
bpf_task_acquire 5.13:not-yet 6.2:present
bpf_task_acquire_not_zero 5.13:not-yet 6.2:present 6.4:removed:bpf_task_acquire
bpf_task_from_pid 5.13:not-yet 6.2:present
bpf_task_from_vpid 5.13:not-yet 6.13:present
bpf_task_get_cgroup1 5.13:not-yet 6.8:present
bpf_task_kptr_get 5.13:not-yet 6.2:present 6.4:removed:bpf_task_acquire
bpf_task_release 5.13:not-yet 6.2:present
bpf_task_under_cgroup 5.13:not-yet 6.5:present
bpf_task_work_schedule_resume 5.13:not-yet 7.0:present
bpf_task_work_schedule_resume_impl 5.13:not-yet 6.18:present 7.0:renamed:bpf_task_work_schedule_resume
bpf_task_work_schedule_signal 5.13:not-yet 7.0:present
bpf_task_work_schedule_signal_impl 5.13:not-yet 6.18:present 7.0:renamed:bpf_task_work_schedule_signal
bpf_throw 5.13:not-yet 6.7:present
bpf_timer_cancel_async 5.13:not-yet 7.0:present
bpf_verify_pkcs7_signature 5.13:not-yet 6.1:present
bpf_wakeup_sources_get_head 5.13:not-yet 7.2:present
bpf_wakeup_sources_read_lock 5.13:not-yet 6.19:uncertain 7.2:present
bpf_wakeup_sources_read_unlock 5.13:not-yet 7.2:present
bpf_wq_init 5.13:not-yet 6.10:present
bpf_wq_set_callback 5.13:not-yet 7.0:present
bpf_wq_set_callback_impl 5.13:not-yet 6.10:present 7.0:renamed:bpf_wq_set_callback
bpf_wq_start 5.13:not-yet 6.10:present
bpf_xdp_ct_alloc 5.13:not-yet 6.0:present
bpf_xdp_ct_lookup 5.13:not-yet 5.18:present
bpf_xdp_flow_lookup 5.13:not-yet 6.11:present
bpf_xdp_get_xfrm_state 5.13:not-yet 6.8:present
bpf_xdp_metadata_rx_hash 5.13:not-yet 6.3:present
bpf_xdp_metadata_rx_timestamp 5.13:not-yet 6.3:present
bpf_xdp_metadata_rx_vlan_tag 5.13:not-yet 6.8:present
bpf_xdp_pull_data 5.13:not-yet 6.18:present
bpf_xdp_xfrm_state_release 5.13:not-yet 6.8:present
cgroup_rstat_flush 5.13:not-yet 6.1:present 6.16:renamed:css_rstat_flush
cgroup_rstat_updated 5.13:not-yet 6.1:present 6.16:renamed:css_rstat_updated
crash_kexec 5.13:not-yet 6.1:present
css_rstat_flush 5.13:not-yet 6.16:present
css_rstat_updated 5.13:not-yet 6.16:present
cubictcp_acked 5.13:present
cubictcp_cong_avoid 5.13:present
cubictcp_cwnd_event 5.13:present 7.1:renamed:cubictcp_cwnd_event_tx_start
cubictcp_cwnd_event_tx_start 5.13:not-yet 7.1:present
cubictcp_init 5.13:present
cubictcp_recalc_ssthresh 5.13:present
cubictcp_state 5.13:present
dctcp_cwnd_event 5.13:present 7.1:renamed:dctcp_cwnd_event_tx_start
dctcp_cwnd_event_tx_start 5.13:not-yet 7.1:present
dctcp_cwnd_undo 5.13:present
dctcp_init 5.13:present
dctcp_ssthresh 5.13:present
dctcp_state 5.13:present
dctcp_update_alpha 5.13:present
hid_bpf_allocate_context 5.13:not-yet 6.3:present
hid_bpf_attach_prog 5.13:not-yet 6.3:present 6.11:removed
hid_bpf_device_event 5.13:not-yet 6.3:present 6.11:removed
hid_bpf_get_data 5.13:not-yet 6.3:present
hid_bpf_hw_output_report 5.13:not-yet 6.10:present
hid_bpf_hw_request 5.13:not-yet 6.3:present
hid_bpf_input_report 5.13:not-yet 6.10:present
hid_bpf_rdesc_fixup 5.13:not-yet 6.3:present 6.11:removed
hid_bpf_release_context 5.13:not-yet 6.3:present
hid_bpf_try_input_report 5.13:not-yet 6.11:present
scx_bpf_cid_curr 5.13:not-yet 7.2:present
scx_bpf_cid_override 5.13:not-yet 7.2:present
scx_bpf_cid_to_cpu 5.13:not-yet 7.2:present
scx_bpf_cid_topo 5.13:not-yet 7.2:present
scx_bpf_cidperf_cap 5.13:not-yet 6.19:uncertain 7.2:present
scx_bpf_cidperf_cur 5.13:not-yet 6.19:uncertain 7.2:present
scx_bpf_cidperf_set 5.13:not-yet 6.19:uncertain 7.2:present
scx_bpf_consume 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_move_to_local 6.17:renamed:scx_bpf_dsq_move_to_local
scx_bpf_cpu_curr 5.13:not-yet 6.18:present
scx_bpf_cpu_node 5.13:not-yet 6.15:present
scx_bpf_cpu_rq 5.13:not-yet 6.12:present 6.18:deprecated:scx_bpf_locked_rq,scx_bpf_cpu_curr 7.3:removed:scx_bpf_locked_rq,scx_bpf_cpu_curr
scx_bpf_cpu_to_cid 5.13:not-yet 7.2:present
scx_bpf_cpuperf_cap 5.13:not-yet 6.12:present
scx_bpf_cpuperf_cur 5.13:not-yet 6.12:present
scx_bpf_cpuperf_set 5.13:not-yet 6.12:present
scx_bpf_create_dsq 5.13:not-yet 6.12:present
scx_bpf_destroy_dsq 5.13:not-yet 6.12:present
scx_bpf_dispatch 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_insert 6.17:renamed:scx_bpf_dsq_insert
scx_bpf_dispatch_cancel 5.13:not-yet 6.12:present
scx_bpf_dispatch_from_dsq 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_move 6.17:renamed:scx_bpf_dsq_move
scx_bpf_dispatch_from_dsq_set_slice 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_move_set_slice 6.17:renamed:scx_bpf_dsq_move_set_slice
scx_bpf_dispatch_from_dsq_set_vtime 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_move_set_vtime 6.17:renamed:scx_bpf_dsq_move_set_vtime
scx_bpf_dispatch_nr_slots 5.13:not-yet 6.12:present
scx_bpf_dispatch_vtime 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_insert_vtime 6.17:renamed:scx_bpf_dsq_insert_vtime
scx_bpf_dispatch_vtime_from_dsq 5.13:not-yet 6.12:present 6.13:deprecated:scx_bpf_dsq_move_vtime 6.17:renamed:scx_bpf_dsq_move_vtime
scx_bpf_dsq_insert 5.13:not-yet 6.13:present 6.19:deprecated:scx_bpf_dsq_insert___v2
scx_bpf_dsq_insert___v2 5.13:not-yet 6.19:present
scx_bpf_dsq_insert_vtime 5.13:not-yet 6.13:present 6.19:deprecated:__scx_bpf_dsq_insert_vtime
scx_bpf_dsq_move 5.13:not-yet 6.13:present
scx_bpf_dsq_move_set_slice 5.13:not-yet 6.13:present
scx_bpf_dsq_move_set_vtime 5.13:not-yet 6.13:present
scx_bpf_dsq_move_to_local 5.13:not-yet 6.13:present 7.1:present:scx_bpf_dsq_move_to_local___v2
scx_bpf_dsq_move_to_local___v2 5.13:not-yet 7.1:present
scx_bpf_dsq_move_vtime 5.13:not-yet 6.13:present
scx_bpf_dsq_nr_queued 5.13:not-yet 6.12:present
scx_bpf_dsq_peek 5.13:not-yet 6.19:present
scx_bpf_dsq_reenq 5.13:not-yet 7.1:present
scx_bpf_dump_bstr 5.13:not-yet 6.12:present
scx_bpf_error_bstr 5.13:not-yet 6.12:present
scx_bpf_events 5.13:not-yet 6.15:present
scx_bpf_exit_bstr 5.13:not-yet 6.12:present
scx_bpf_get_idle_cpumask 5.13:not-yet 6.12:present
scx_bpf_get_idle_cpumask_node 5.13:not-yet 6.15:present
scx_bpf_get_idle_smtmask 5.13:not-yet 6.12:present
scx_bpf_get_idle_smtmask_node 5.13:not-yet 6.15:present
scx_bpf_get_online_cpumask 5.13:not-yet 6.12:present
scx_bpf_get_possible_cpumask 5.13:not-yet 6.12:present
scx_bpf_kick_cid 5.13:not-yet 7.2:present
scx_bpf_kick_cpu 5.13:not-yet 6.12:present
scx_bpf_locked_rq 5.13:not-yet 6.18:present
scx_bpf_now 5.13:not-yet 6.14:present
scx_bpf_nr_cids 5.13:not-yet 7.2:present
scx_bpf_nr_cpu_ids 5.13:not-yet 6.12:present
scx_bpf_nr_node_ids 5.13:not-yet 6.15:present
scx_bpf_nr_online_cids 5.13:not-yet 6.19:uncertain 7.2:present
scx_bpf_online_cmask 5.13:not-yet 7.3:present
scx_bpf_pick_any_cpu 5.13:not-yet 6.12:present
scx_bpf_pick_any_cpu_node 5.13:not-yet 6.15:present
scx_bpf_pick_idle_cpu 5.13:not-yet 6.12:present
scx_bpf_pick_idle_cpu_node 5.13:not-yet 6.15:present
scx_bpf_put_cpumask 5.13:not-yet 6.12:present
scx_bpf_put_idle_cpumask 5.13:not-yet 6.12:present
scx_bpf_reenqueue_local 5.13:not-yet 6.12:present 6.19:deprecated:scx_bpf_reenqueue_local___v2
scx_bpf_reenqueue_local___v2 5.13:not-yet 6.19:present
scx_bpf_select_cpu_and 5.13:not-yet 6.16:present 6.19:deprecated:__scx_bpf_select_cpu_and
scx_bpf_select_cpu_dfl 5.13:not-yet 6.12:present
scx_bpf_sub_caps 5.13:not-yet 7.3:present
scx_bpf_sub_dispatch 5.13:not-yet 7.1:present
scx_bpf_sub_grant 5.13:not-yet 7.3:present
scx_bpf_sub_kill_bstr 5.13:not-yet 7.3:present
scx_bpf_sub_revoke 5.13:not-yet 7.3:present
scx_bpf_task_cgroup 5.13:not-yet 6.12:present
scx_bpf_task_cid 5.13:not-yet 7.2:present
scx_bpf_task_cpu 5.13:not-yet 6.12:present
scx_bpf_task_running 5.13:not-yet 6.12:present
scx_bpf_task_set_dsq_vtime 5.13:not-yet 6.19:present
scx_bpf_task_set_slice 5.13:not-yet 6.19:present
scx_bpf_test_and_clear_cpu_idle 5.13:not-yet 6.12:present
scx_bpf_this_cid 5.13:not-yet 7.2:present
scx_bpf_tid_to_task 5.13:not-yet 7.2:present
tcp_cong_avoid_ai 5.13:present
tcp_reno_cong_avoid 5.13:present
tcp_reno_ssthresh 5.13:present
tcp_reno_undo_cwnd 5.13:present
tcp_slow_start 5.13:present
update_socket_protocol 5.13:not-yet 6.2:uncertain 6.12:present`;
